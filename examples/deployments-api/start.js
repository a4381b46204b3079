// `npm start`: the API alone, with one user. PORT=8081, PASSWORD=...
import { createApi } from './api.js';
import { serve } from './serve.js';

const { PORT = '8081', PASSWORD: password } = process.env;
if (!password) throw new Error('PASSWORD is not set: it will be that of the user `ada`');
const api = await createApi({ users: { ada: password } });
const { url, stop } = await serve(api.fetch, { port: Number(PORT) });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
console.log(`the API is at ${url}`);
