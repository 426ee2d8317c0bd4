import { chosenName } from './escape.ts';
import { durationText } from './locale.ts';
import type { MailTexts } from './mail-template.ts';

export const textsEnUs: MailTexts = {
  locale: 'en-us',
  language: 'en-US',
  sentBy: domainName => `Sent by ${domainName}.`,
  support: address => `Questions? Write to ${address}.`,
  contents: {
    'magic-link-request': ({ magic_link_url, expires_in_minutes }, { domainName }) => {
      const validity = durationText(expires_in_minutes, 'en-US');
      return {
        subject: `Your sign-in link for ${domainName}`,
        preview: `Use it within ${validity}; it works once.`,
        title: 'Sign in',
        paragraphs: [
          `Somebody, hopefully you, asked to sign in to ${domainName} with this e-mail address.`,
          `The link shows your sign-in code. It is valid for ${validity} and works once.`,
        ],
        action: {
          label: 'Show my sign-in code',
          url: magic_link_url,
          fallback: 'If the button does nothing, copy this address into your browser:',
        },
        notes: [
          'You did not ask for this? Then ignore this e-mail: without the link nobody can sign in as you.',
          'Do not forward the link or the code to anyone. We never ask you for them.',
        ],
      };
    },
    'create-user-account': ({ account_name }, { domainName }) => ({
      subject: `Your account at ${domainName} is ready`,
      preview: 'You can sign in from now on.',
      title: 'Welcome',
      paragraphs: [
        `Your account “${chosenName(account_name)}” at ${domainName} has been created.`,
        'You can sign in from now on with this e-mail address.',
      ],
      notes: ['You did not create this account? Please tell us, so that we can close it.'],
    }),
    'guest-to-subscription-account': (
      { account_name, role_name, role_permissions, accept_url },
      { domainName },
    ) => ({
      subject: 'You have been invited to collaborate',
      preview: `An invitation to “${chosenName(account_name)}” at ${domainName}.`,
      title: 'An invitation for you',
      paragraphs: [
        `You have been invited to “${chosenName(account_name)}” at ${domainName}, as ${chosenName(role_name)} (${role_permissions === 'write' ? 'reading and writing' : 'reading only'}).`,
        accept_url === undefined
          ? 'Sign in with this e-mail address and accept the invitation.'
          : 'Open the invitation, sign in with this e-mail address and accept it.',
      ],
      ...(accept_url !== undefined && {
        action: {
          label: 'Open the invitation',
          url: accept_url,
          fallback: 'If the button does nothing, copy this address into your browser:',
        },
      }),
      notes: ['Until you accept, nothing changes. If you do not know the sender, ignore this e-mail.'],
    }),
  },
};
