import { chosenName } from './escape.ts';
import { durationText } from './locale.ts';
import type { MailTexts } from './mail-template.ts';

export const textsPtBr: MailTexts = {
  locale: 'pt-br',
  language: 'pt-BR',
  sentBy: domainName => `Enviado por ${domainName}.`,
  support: address => `Dúvidas? Escreva para ${address}.`,
  contents: {
    'magic-link-request': ({ magic_link_url, expires_in_minutes }, { domainName }) => {
      const validity = durationText(expires_in_minutes, 'pt-BR');
      return {
        subject: `Seu link de acesso a ${domainName}`,
        preview: `Expira em ${validity} e funciona uma única vez.`,
        title: 'Entrar',
        paragraphs: [
          `Alguém, esperamos que você, pediu para entrar em ${domainName} com este endereço de e-mail.`,
          `O link mostra seu código de acesso. Ele expira em ${validity} e funciona uma única vez.`,
        ],
        action: {
          label: 'Ver meu código de acesso',
          url: magic_link_url,
          fallback: 'Se o botão não funcionar, copie este endereço no seu navegador:',
        },
        notes: [
          'Não foi você? Ignore este e-mail: sem o link ninguém consegue entrar em seu nome.',
          'Não encaminhe o link nem o código a ninguém. Nunca pediremos nenhum dos dois.',
        ],
      };
    },
    'create-user-account': ({ account_name }, { domainName }) => ({
      subject: `Sua conta em ${domainName} está pronta`,
      preview: 'Você já pode entrar.',
      title: 'Boas-vindas',
      paragraphs: [
        `Sua conta “${chosenName(account_name)}” em ${domainName} foi criada.`,
        'Você já pode entrar com este endereço de e-mail.',
      ],
      notes: ['Não foi você quem criou esta conta? Avise-nos para que possamos encerrá-la.'],
    }),
    'guest-to-subscription-account': (
      { account_name, role_name, role_permissions, accept_url },
      { domainName },
    ) => ({
      subject: 'Você recebeu um convite para colaborar',
      preview: `Um convite para “${chosenName(account_name)}” em ${domainName}.`,
      title: 'Um convite para você',
      paragraphs: [
        `Você foi convidado para “${chosenName(account_name)}” em ${domainName}, como ${chosenName(role_name)} (${role_permissions === 'write' ? 'leitura e escrita' : 'somente leitura'}).`,
        accept_url === undefined
          ? 'Entre com este endereço de e-mail e aceite o convite.'
          : 'Abra o convite, entre com este endereço de e-mail e aceite-o.',
      ],
      ...(accept_url !== undefined && {
        action: {
          label: 'Abrir o convite',
          url: accept_url,
          fallback: 'Se o botão não funcionar, copie este endereço no seu navegador:',
        },
      }),
      notes: ['Enquanto você não aceitar, nada muda. Se não conhece o remetente, ignore este e-mail.'],
    }),
  },
};
