export { appendLine, createFile, makeFolder, ONLY_OWNER, replaceFile, syncFolder, whereThere } from './durable-files.js';
