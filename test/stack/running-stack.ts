export {
  startTemporaryStack as startStack,
  type TemporaryStack as RunningStack,
  type TemporaryStackOptions as StackOptions,
} from '@jophiel/local/temporary-stack';
