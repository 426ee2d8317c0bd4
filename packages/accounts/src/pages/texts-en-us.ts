import type { PageTexts } from './page-texts.ts';

export const textsEnUs: PageTexts = {
  language: 'en-US',
  copy: 'Copy',
  copied: 'Copied',
  failed: 'That did not work. Try again in a moment.',
  scriptNeeded: 'The buttons of this page need JavaScript. The command below works without it.',
  magicLink: {
    title: domainName => `Your sign-in code for ${domainName}`,
    purpose: email =>
      `This code signs ${email} in. Type it where you were asked for it, or sign in on this page.`,
    validity: duration => `It works once, within the next ${duration}.`,
    next: 'Opening this page uses nothing up. Only signing in does.',
    warning: 'Give the code to nobody. If you did not ask for it, close this page and nothing happens.',
    signIn: 'Sign in on this page',
    signInHere: 'Sign in here',
    byCommand: 'Or sign in from a terminal:',
  },
  session: {
    title: 'You are signed in',
    explanation: 'This is your access token. Send it with every request as "Authorization: Bearer <token>".',
    secondFactor:
      'A second factor protects this user: first send its code with this token to the check-token operation.',
  },
  bootstrap: {
    title: domainName => `Claim the first staff account of ${domainName}`,
    purpose:
      'Whoever knows the bootstrap secret of this installation becomes its first member of staff. This works once.',
    secret: 'Bootstrap secret',
    email: 'Your e-mail address',
    request: 'Send me a code',
    sent: 'If the secret is right, a mail with a link is on its way. Open the link and type in the code that it shows.',
    code: 'Six-digit code',
    complete: 'Claim the account',
  },
  invitation: {
    title: domainName => `An invitation to ${domainName}`,
    purpose: 'To accept an invitation, sign in with the e-mail address that it was sent to.',
    email: 'Your e-mail address',
    request: 'Send me a code',
    sent: 'A mail with a link is on its way. Open the link and type in the code that it shows.',
    code: 'Six-digit code',
    signIn: 'Sign in',
    signedIn: 'You are signed in. Accepting gives your account the role that the mail names.',
    accept: 'Accept the invitation',
    absent:
      'There is no such invitation for this e-mail address. It may have gone to another one, or it was taken back. To sign in with another address, load this page again.',
    newcomer:
      'The invitation is accepted. You have no account here yet; with one you can use what you were given.',
    name: 'How others see you',
    register: 'Create my account',
    done: 'You have accepted the invitation',
    doneNext: 'It counts from now on. You can close this page and sign in where you want to work.',
    byCommand: 'Or accept from a terminal, with an access token of this address:',
  },
  notices: {
    linkInvalid: {
      title: 'This link no longer works',
      advice:
        'It was used already, is too old, or a newer one was sent. Ask for a new link where you wanted to sign in, and open the newest mail.',
    },
    bootstrapClosed: {
      title: 'There is nothing to claim here',
      advice:
        'This installation has its first staff account already, or claiming one is switched off. Sign in, or ask whoever runs the installation.',
    },
  },
};
