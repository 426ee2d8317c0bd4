import { embeddedDomain } from './embedded-domain.ts';
import { signInAndReadProfile } from './sign-in.ts';

const email = process.argv[2] ?? 'ada@example.com';
const profile = await signInAndReadProfile(embeddedDomain(), email);
process.stdout.write(`${JSON.stringify(profile, undefined, 2)}\n`);
