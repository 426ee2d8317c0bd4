import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { locales, type MailVariables, mailTemplates, renderMail } from '@mycelium/notifications';
import { consoleMailSender } from './console-mail-sender.ts';

// `pnpm --filter @mycelium/adapter-smtp preview [directory]`: every mail in every language, to be looked at.

const examples: MailVariables = {
  'magic-link-request': {
    magic_link_url:
      'https://gateway.example/_adm/beginners/users/magic-link/display/f3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934c',
    expires_in_minutes: 15,
  },
  'create-user-account': { account_name: 'Ana María <"O\'Neil"> & Söhne' },
  'guest-to-subscription-account': {
    account_name: 'Field team',
    role_name: 'Editor',
    role_permissions: 'write',
    accept_url: 'https://gateway.example/_adm/beginners/guests/account/1/guest-role/editor/perm/write',
  },
};
const brand = {
  domainName: 'Acme Research',
  domainUrl: 'https://acme.example',
  supportEmail: 'help@acme.example',
};

const directory = resolve(process.argv[2] ?? 'mail-preview');
const show = consoleMailSender(block => void process.stdout.write(block), { title: 'Preview' });
await mkdir(directory, { recursive: true });
const names: string[] = [];
for (const template of mailTemplates) {
  for (const locale of locales) {
    const mail = renderMail({ template, locale, brand, variables: examples[template] });
    const name = `${template}.${locale}`;
    await writeFile(join(directory, `${name}.html`), mail.html);
    await show.send({ from: { address: 'noreply@acme.example' }, to: 'ana@example.org', ...mail });
    names.push(name);
  }
}
const frames = names.map(
  name => `<h2>${name}</h2><iframe src="${name}.html" width="640" height="640"></iframe>
<iframe src="${name}.html" width="360" height="640"></iframe>`,
);
await writeFile(join(directory, 'index.html'), `<!doctype html><meta charset="utf-8">${frames.join('\n')}`);
process.stdout.write(`Written to ${join(directory, 'index.html')}\n`);
