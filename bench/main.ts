// npm run bench [-- --suite full|NAME,… --rounds N --seconds N --json FILE --write-docs --profile DIR]
// npm run bench -- soak [--minutes N]
// npm run bench -- --flame [FILE.cpuprofile]
// npm run bench -- --write-docs --from FILE
import { command } from './command.ts';

process.exitCode = await command(process.argv.slice(2));
