'use client';
import { createElement, useEffect, useState } from 'react';
import { parseDuration, ready } from 'tokenward';
import { ready as clientReady, TokenHolder } from 'tokenward/client';

export default function Page() {
  const [text, setText] = useState('waiting');
  useEffect(() => {
    Promise.all([ready(), clientReady()]).then(
      () => setText(`${parseDuration('5m')} ${new TokenHolder().state}`),
      (error) => setText(String(error)),
    );
  }, []);
  return createElement('p', null, text);
}
