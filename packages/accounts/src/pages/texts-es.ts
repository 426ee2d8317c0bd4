import type { PageTexts } from './page-texts.ts';

export const textsEs: PageTexts = {
  language: 'es',
  copy: 'Copiar',
  copied: 'Copiado',
  failed: 'No ha funcionado. Inténtelo de nuevo en un momento.',
  scriptNeeded: 'Los botones de esta página necesitan JavaScript. El comando de abajo funciona sin él.',
  magicLink: {
    title: domainName => `Su código de acceso a ${domainName}`,
    purpose: email =>
      `Este código inicia la sesión de ${email}. Escríbalo donde se lo hayan pedido o inicie la sesión en esta página.`,
    validity: duration => `Funciona una sola vez. Validez: ${duration}.`,
    next: 'Abrir esta página no gasta nada. Solo iniciar la sesión lo hace.',
    warning: 'No dé el código a nadie. Si no lo ha pedido, cierre esta página y no pasará nada.',
    signIn: 'Iniciar la sesión en esta página',
    signInHere: 'Entrar aquí',
    byCommand: 'O inicie la sesión desde una terminal:',
  },
  session: {
    title: 'Ha iniciado la sesión',
    explanation: 'Este es su token de acceso. Envíelo en cada petición como "Authorization: Bearer <token>".',
    secondFactor:
      'Un segundo factor protege a este usuario: envíe primero su código con este token a la operación check-token.',
  },
  bootstrap: {
    title: domainName => `Reclamar la primera cuenta de administración de ${domainName}`,
    purpose:
      'Quien conoce el secreto inicial de esta instalación se convierte en su primer administrador. Solo funciona una vez.',
    secret: 'Secreto inicial',
    email: 'Su dirección de correo',
    request: 'Enviarme un código',
    sent: 'Si el secreto es correcto, un correo con un enlace está en camino. Abra el enlace y escriba el código que muestra.',
    code: 'Código de seis cifras',
    complete: 'Reclamar la cuenta',
  },
  invitation: {
    title: domainName => `Una invitación a ${domainName}`,
    purpose: 'Para aceptar una invitación, inicie la sesión con la dirección de correo que la recibió.',
    email: 'Su dirección de correo',
    request: 'Enviarme un código',
    sent: 'Un correo con un enlace está en camino. Abra el enlace y escriba el código que muestra.',
    code: 'Código de seis cifras',
    signIn: 'Iniciar la sesión',
    signedIn: 'Ha iniciado la sesión. Al aceptar, su cuenta recibe el rol que nombra el correo.',
    accept: 'Aceptar la invitación',
    absent:
      'No hay tal invitación para esta dirección de correo. Puede que se enviara a otra o que se haya retirado. Para entrar con otra dirección, cargue esta página de nuevo.',
    newcomer:
      'La invitación está aceptada. Todavía no tiene una cuenta aquí; con ella podrá usar lo que se le ha concedido.',
    name: 'Cómo le ven los demás',
    register: 'Crear mi cuenta',
    done: 'Ha aceptado la invitación',
    doneNext: 'Vale desde ahora. Puede cerrar esta página e iniciar la sesión donde quiera trabajar.',
    byCommand: 'O acepte desde una terminal, con un token de acceso de esta dirección:',
  },
  notices: {
    linkInvalid: {
      title: 'Este enlace ya no funciona',
      advice:
        'Ya se ha usado, es demasiado antiguo o se ha enviado uno más nuevo. Pida otro enlace donde quería iniciar la sesión y abra el correo más reciente.',
    },
    bootstrapClosed: {
      title: 'Aquí no hay nada que reclamar',
      advice:
        'Esta instalación ya tiene su primera cuenta de administración, o reclamarla está desactivado. Inicie la sesión o pregunte a quien gestiona la instalación.',
    },
  },
};
