// A page on the deployments SDK. All it knows of tokens is what the SDK says of them.
import { ClientError, DeploymentsClient, DeploymentsError } from 'deployments-sdk';
import { element, setText, showBurst, showDeployments, showEvent, showForm, showSession, showToken } from './view.js';

const SECONDS_BETWEEN = 5;
const EVENTS = ['login', 'refresh', 'adopt', 'logout', 'retry', 'expiring'];

const client = new DeploymentsClient({ baseUrl: new URL('api/', location.href), logoutOnShutdown: true });
for (const type of EVENTS) client.on(type, showEvent);

/** Whether the deployments are shown, and not the form. */
let isInside = false;
/** Whether a list is on its way, which may wait for a while. */
let isAsking = false;

/** Shows the deployments; if there is no session, here or in another tab, the form. */
async function enter() {
  isAsking = true;
  try {
    showDeployments(await client.listDeployments());
    isInside = true;
    showSession();
  } catch (error) {
    leave(error);
  } finally {
    isAsking = false;
    showToken(client.state, client.expiresIn);
  }
}

function leave(error) {
  if (error instanceof ClientError) {
    isInside = false;
    return showForm(error.code === 'login_required' ? '' : wordsFor(error));
  }
  if (!isInside) return showForm(wordsFor(error));
  setText(element('trouble'), wordsFor(error));
}

function wordsFor(error) {
  if (error instanceof DeploymentsError) return `The API said no: ${error.code} (${error.status}).`;
  if (!(error instanceof ClientError)) return 'The API cannot be reached.';
  if (error.code === 'login_refused')
    return error.status === 401 ? 'That user name or password is wrong.' : `The login was refused (${error.status}).`;
  if (error.code === 'login_failed' && error.status === 429) return 'Too many logins. Wait a minute.';
  if (error.code === 'logged_out') return 'You have been logged out.';
  return 'The session is over.';
}

/** For the listeners of what a person does: what goes wrong is shown, and nothing is left unhandled. */
const doing = (work) => (event) => {
  event.preventDefault();
  setText(element('trouble'), '');
  Promise.resolve(work()).catch(leave);
};

async function logIn() {
  const [username, password] = [element('username'), element('password')];
  element('submit').disabled = true;
  try {
    await client.login({ username: username.value, password: password.value });
    password.value = '';
    await enter();
    element('logout').focus();
  } finally {
    element('submit').disabled = false;
  }
}

async function logOut() {
  isInside = false;
  const isConfirmed = await client.logout();
  showToken(client.state, client.expiresIn);
  showForm(isConfirmed ? 'You have logged out.' : 'You have logged out here. The server could not be told.');
  element('username').focus();
}

async function deploy() {
  const [name, image] = [element('deploy-name'), element('deploy-image')];
  await client.createDeployment({ name: name.value, image: image.value });
  name.value = image.value = '';
  await enter();
}

async function burst() {
  element('burst').disabled = true;
  showBurst('100 on their way…');
  const results = await Promise.allSettled(Array.from({ length: 100 }, () => client.listDeployments()));
  showBurst(`${results.filter(({ status }) => status === 'fulfilled').length} of 100 answered.`);
  element('burst').disabled = false;
}

/** Time changes the token's state, and so do other tabs. */
function tick() {
  if (isInside && client.state === 'empty') void enter(); // another tab has logged out: the SDK says so
  showToken(client.state, client.expiresIn);
}

element('login').addEventListener('submit', doing(logIn));
element('logout').addEventListener('click', doing(logOut));
element('deploy').addEventListener('submit', doing(deploy));
element('once').addEventListener('click', doing(enter));
element('burst').addEventListener('click', doing(burst));
setInterval(() => {
  if (isInside && !isAsking && element('often').checked) void enter();
}, SECONDS_BETWEEN * 1000);
setInterval(tick, 250);
// Another tab may have logged in meanwhile.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && !isInside && client.state === 'empty' && element('password').value === '') void enter();
});

await enter();
