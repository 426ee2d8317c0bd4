import type { PageTexts } from './page-texts.ts';

export const textsPtBr: PageTexts = {
  language: 'pt-BR',
  copy: 'Copiar',
  copied: 'Copiado',
  failed: 'Não funcionou. Tente de novo daqui a pouco.',
  scriptNeeded: 'Os botões desta página precisam de JavaScript. O comando abaixo funciona sem ele.',
  magicLink: {
    title: domainName => `Seu código de acesso a ${domainName}`,
    purpose: email =>
      `Este código inicia a sessão de ${email}. Digite-o onde ele foi pedido ou inicie a sessão nesta página.`,
    validity: duration => `Ele funciona uma única vez. Validade: ${duration}.`,
    next: 'Abrir esta página não gasta nada. Só iniciar a sessão gasta.',
    warning: 'Não passe o código a ninguém. Se você não o pediu, feche esta página e nada acontece.',
    signIn: 'Iniciar a sessão nesta página',
    signInHere: 'Entrar aqui',
    byCommand: 'Ou inicie a sessão em um terminal:',
  },
  session: {
    title: 'Sessão iniciada',
    explanation:
      'Este é o seu token de acesso. Envie-o em cada requisição como "Authorization: Bearer <token>".',
    secondFactor:
      'Um segundo fator protege este usuário: envie primeiro o código dele com este token à operação check-token.',
  },
  bootstrap: {
    title: domainName => `Reivindicar a primeira conta de administração de ${domainName}`,
    purpose:
      'Quem conhece o segredo inicial desta instalação se torna seu primeiro administrador. Isso funciona uma única vez.',
    secret: 'Segredo inicial',
    email: 'Seu endereço de e-mail',
    request: 'Enviar um código',
    sent: 'Se o segredo estiver certo, um e-mail com um link está a caminho. Abra o link e digite o código que ele mostra.',
    code: 'Código de seis dígitos',
    complete: 'Reivindicar a conta',
  },
  invitation: {
    title: domainName => `Um convite para ${domainName}`,
    purpose: 'Para aceitar um convite, inicie a sessão com o endereço de e-mail que o recebeu.',
    email: 'Seu endereço de e-mail',
    request: 'Enviar um código',
    sent: 'Um e-mail com um link está a caminho. Abra o link e digite o código que ele mostra.',
    code: 'Código de seis dígitos',
    signIn: 'Iniciar a sessão',
    signedIn: 'Sessão iniciada. Ao aceitar, sua conta recebe o papel que o e-mail menciona.',
    accept: 'Aceitar o convite',
    absent:
      'Não existe esse convite para este endereço de e-mail. Ele pode ter ido para outro endereço ou ter sido retirado. Para entrar com outro endereço, carregue esta página de novo.',
    newcomer: 'O convite foi aceito. Você ainda não tem uma conta aqui; com ela poderá usar o que recebeu.',
    name: 'Como os outros veem você',
    register: 'Criar minha conta',
    done: 'Você aceitou o convite',
    doneNext:
      'Ele vale a partir de agora. Você pode fechar esta página e iniciar a sessão onde quiser trabalhar.',
    byCommand: 'Ou aceite em um terminal, com um token de acesso deste endereço:',
  },
  notices: {
    linkInvalid: {
      title: 'Este link não funciona mais',
      advice:
        'Ele já foi usado, é antigo demais ou um mais novo foi enviado. Peça outro link onde você queria entrar e abra o e-mail mais recente.',
    },
    bootstrapClosed: {
      title: 'Não há nada para reivindicar aqui',
      advice:
        'Esta instalação já tem sua primeira conta de administração, ou reivindicá-la está desativado. Inicie a sessão ou fale com quem cuida da instalação.',
    },
  },
};
