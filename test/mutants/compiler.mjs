/**
 * What the compiler says of a mutant that no test saw: one that does not compile can never run, and is none. Only the survivors are asked
 * about, each with those of its folder that import its file; Stryker's own checker asks about all of them, which takes hours where this takes minutes.
 */
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const config = join(dirname(fileURLToPath(import.meta.url)), 'tsconfig.json');

/** A function that tells whether a file, and those of its folder that import it, compile with `text` in the place of its own. */
export function compiler() {
  const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(
    config,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: raise },
  );
  const changed = new Map();
  const versions = new Map();
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => options,
    getScriptFileNames: () => fileNames,
    getScriptVersion: (file) => String(versions.get(file) ?? 0),
    getScriptSnapshot: (file) => {
      const text = changed.get(file) ?? ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  });
  const refused = (file) => service.getSyntacticDiagnostics(file).length + service.getSemanticDiagnostics(file).length > 0;
  const put = (file, text) => {
    versions.set(file, (versions.get(file) ?? 0) + 1);
    if (text === undefined) changed.delete(file);
    else changed.set(file, text);
  };
  const broken = fileNames.filter((file) => refused(file));
  if (broken.length > 0) throw new Error(`The sources do not compile to begin with: ${broken.join(', ')}`);
  return (file, text) => {
    put(file, text);
    const name = `'./${basename(file, '.ts')}.js'`;
    const users = fileNames.filter((other) => dirname(other) === dirname(file) && ts.sys.readFile(other).includes(name));
    const compiles = ![file, ...users].some((other) => refused(other));
    put(file, undefined);
    return compiles;
  };
}

function raise({ messageText }) {
  throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
}
