// The examples are outside of this folder; their packages are in it.
import { register } from 'node:module';

const hook = `export const resolve = (specifier, context, next) =>
  next(specifier, specifier === 'openid-client' ? { ...context, parentURL: ${JSON.stringify(import.meta.url)} } : context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
