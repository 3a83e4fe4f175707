/** The folder of a test run, in the environment of all its processes: tells them from those of another run. */
export const RUN_VARIABLE = 'JOPHIEL_TEST_RUN';
/** Where test files ask for the servers of their run. */
export const SERVERS_VARIABLE = 'JOPHIEL_TEST_SERVERS';
