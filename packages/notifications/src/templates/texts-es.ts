import { chosenName } from './escape.ts';
import { durationText } from './locale.ts';
import type { MailTexts } from './mail-template.ts';

export const textsEs: MailTexts = {
  locale: 'es',
  language: 'es',
  sentBy: domainName => `Enviado por ${domainName}.`,
  support: address => `¿Alguna pregunta? Escribe a ${address}.`,
  contents: {
    'magic-link-request': ({ magic_link_url, expires_in_minutes }, { domainName }) => {
      const validity = durationText(expires_in_minutes, 'es');
      return {
        subject: `Tu enlace de acceso a ${domainName}`,
        preview: `Caduca en ${validity} y sirve una sola vez.`,
        title: 'Iniciar sesión',
        paragraphs: [
          `Alguien, esperamos que tú, ha pedido entrar en ${domainName} con esta dirección de correo.`,
          `El enlace muestra tu código de acceso. Caduca en ${validity} y sirve una sola vez.`,
        ],
        action: {
          label: 'Ver mi código de acceso',
          url: magic_link_url,
          fallback: 'Si el botón no responde, copia esta dirección en tu navegador:',
        },
        notes: [
          '¿No lo has pedido? Ignora este mensaje: sin el enlace nadie puede entrar en tu nombre.',
          'No reenvíes el enlace ni el código a nadie. Nunca te los pediremos.',
        ],
      };
    },
    'create-user-account': ({ account_name }, { domainName }) => ({
      subject: `Tu cuenta en ${domainName} está lista`,
      preview: 'Ya puedes iniciar sesión.',
      title: 'Te damos la bienvenida',
      paragraphs: [
        `Tu cuenta «${chosenName(account_name)}» en ${domainName} ha sido creada.`,
        'Ya puedes iniciar sesión con esta dirección de correo.',
      ],
      notes: ['¿No has creado esta cuenta? Avísanos para que podamos cerrarla.'],
    }),
    'guest-to-subscription-account': (
      { account_name, role_name, role_permissions, accept_url },
      { domainName },
    ) => ({
      subject: 'Te han invitado a colaborar',
      preview: `Una invitación a «${chosenName(account_name)}» en ${domainName}.`,
      title: 'Una invitación para ti',
      paragraphs: [
        `Te han invitado a «${chosenName(account_name)}» en ${domainName}, como ${chosenName(role_name)} (${role_permissions === 'write' ? 'lectura y escritura' : 'solo lectura'}).`,
        accept_url === undefined
          ? 'Inicia sesión con esta dirección de correo y acepta la invitación.'
          : 'Abre la invitación, inicia sesión con esta dirección de correo y acéptala.',
      ],
      ...(accept_url !== undefined && {
        action: {
          label: 'Abrir la invitación',
          url: accept_url,
          fallback: 'Si el botón no funciona, copia esta dirección en tu navegador:',
        },
      }),
      notes: ['Mientras no aceptes, nada cambia. Si no conoces al remitente, ignora este correo.'],
    }),
  },
};
