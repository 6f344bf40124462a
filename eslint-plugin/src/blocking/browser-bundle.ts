// The loader that Browserify puts in front of a program for browsers, as it is now and as it was: `fs` is an empty object there.
const loaders = /\bfunction \w\(e,n,t\)\{function o\(i,f\)\{|^require\.modules = \{\};?$/m
const loaderWithin = 4000

export function isBrowserBundle(text: string): boolean {
  return loaders.test(text.slice(0, loaderWithin))
}
