import { custom } from '@mycelium/schema';
import { emailText, parseEmail } from '../model/email.ts';

/** An e-mail address, given to the operation in its canonical form. */
export const emailAddress = () =>
  custom<string>({
    expects: 'an e-mail address',
    parse: value => {
      const email = typeof value === 'string' ? parseEmail(value) : undefined;
      return email
        ? { value: emailText(email) }
        : { problem: 'must be an e-mail address, written with plain letters (a-z) and digits' };
    },
    jsonSchema: { type: 'string', format: 'email', maxLength: 254 },
  });
