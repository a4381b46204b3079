import { NextResponse } from 'next/server';
import { answer } from './app/api/answer.js';

export function middleware(request) {
  return NextResponse.next({ headers: { 'x-middleware-answer': answer(request) } });
}
