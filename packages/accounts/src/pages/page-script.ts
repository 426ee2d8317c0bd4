/**
 * The one script of all pages: copies on click, sends forms as JSON on submit. It acts on nothing but clicks, so that
 * a scanner that renders the page uses nothing up. Its digest is in `PAGE_POLICY`.
 *
 * A form says where it is sent (`data-post`), whose fields go along (`data-with`), whether the token of the session does
 * (`data-authorised`), what comes next (`data-next`: the first of these ids that is there) and what to say when it fails
 * (`data-on404`, `data-failed`).
 */
export const PAGE_SCRIPT = `
'use strict';
const byId = id => document.getElementById(id);
for (const button of document.querySelectorAll('button[data-copy]')) {
  button.addEventListener('click', async () => {
    const source = byId(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(source);
    }
  });
}
for (const form of document.querySelectorAll('form[data-post]')) {
  const problem = form.querySelector('[role=alert]');
  const button = form.querySelector('button[type=submit]');
  const fieldsOf = one => Object.fromEntries(new FormData(one));
  const fail = message => {
    problem.textContent = message || form.dataset.failed;
    problem.hidden = false;
    button.disabled = false;
  };
  form.addEventListener('submit', async event => {
    event.preventDefault();
    button.disabled = true;
    problem.hidden = true;
    try {
      const before = form.dataset.with ? fieldsOf(byId(form.dataset.with)) : {};
      const response = await fetch(form.dataset.post, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...('authorised' in form.dataset && { authorization: 'Bearer ' + byId('token').textContent }),
        },
        body: JSON.stringify({ ...before, ...fieldsOf(form) }),
      });
      const answer = await response.json();
      if (!response.ok) return fail(form.dataset['on' + response.status] || answer.message);
      form.hidden = true;
      if (answer.token) byId('token').textContent = answer.token;
      if (answer.totpRequired) byId('second-factor').hidden = false;
      if (answer.account) byId('register')?.remove();
      const names = answer.totpRequired ? 'session' : form.dataset.next;
      const next = names.split(' ').map(byId).find(Boolean);
      next.hidden = false;
      next.querySelector('h2, input, button').focus();
    } catch {
      fail();
    }
  });
}
`;

export const PAGE_STYLE = `
:root { color-scheme: light dark; --line: #8886; --deep: #0b6e4f; }
@media (prefers-color-scheme: dark) { :root { --deep: #5fd3a8; } }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 36rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.5rem; line-height: 1.2; }
h2 { font-size: 1.125rem; margin-top: 2rem; }
.code { font: 700 2.5rem/1.2 ui-monospace, monospace; letter-spacing: .25em; margin: 1rem 0; }
pre { padding: .75rem; border: 1px solid var(--line); border-radius: .375rem; white-space: pre-wrap; word-break: break-all; }
label { display: block; margin: 1rem 0 .25rem; }
input { width: 100%; padding: .5rem; font: inherit; border: 1px solid var(--line); border-radius: .375rem; }
button { margin: .75rem 0; padding: .5rem 1rem; font: inherit; border: 1px solid var(--deep); border-radius: .375rem; background: none; color: var(--deep); cursor: pointer; }
button[disabled] { opacity: .5; }
[role=alert] { color: #b3261e; font-weight: 600; }
@media (prefers-color-scheme: dark) { [role=alert] { color: #ff8a80; } }
[hidden] { display: none; }
footer { margin-top: 3rem; font-size: .875rem; opacity: .75; }
`;
