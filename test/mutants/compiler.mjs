/**
 * What the compiler says of mutants that no test saw: one that does not compile can never run, and is none. Only the survivors are asked
 * about, all at once, each as a file of its own beside the one that it was made of: Stryker's own checker compiles the folders anew for
 * each mutant, which takes hours where this takes seconds. Who imports a mutant is not asked; it is taken for a mutant then.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const config = join(dirname(fileURLToPath(import.meta.url)), 'tsconfig.json');

/** Those of the mutants, each with the `path` of its file and the text that it `changed` to, that the compiler refuses. */
export function notCompiling(mutants) {
  const { options } = ts.getParsedCommandLineOfConfigFile(config, {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: raise });
  const variants = new Map(mutants.map((mutant, at) => [`${mutant.path.slice(0, -'.ts'.length)}.mutant-${at}.ts`, mutant]));
  const host = ts.createCompilerHost({ ...options, incremental: false });
  const { fileExists, readFile } = host;
  host.fileExists = (file) => variants.has(file) || fileExists(file);
  host.readFile = (file) => variants.get(file)?.changed ?? readFile(file);
  const originals = [...new Set(mutants.map(({ path }) => path))];
  const program = ts.createProgram([...originals, ...variants.keys()], { ...options, incremental: false, noEmit: true }, host);
  const refused = (file) => {
    const source = program.getSourceFile(file);
    return program.getSyntacticDiagnostics(source).length + program.getSemanticDiagnostics(source).length > 0;
  };
  const broken = originals.filter(refused);
  if (broken.length > 0) throw new Error(`The sources do not compile to begin with: ${broken.join(', ')}`);
  return [...variants].filter(([file]) => refused(file)).map(([, mutant]) => mutant);
}

function raise({ messageText }) {
  throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
}
