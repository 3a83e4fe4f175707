import { consumerName, replaySubject } from '@jophiel/transport';
import { streamOf, streams } from '../topology.ts';
import { inboxPrefixOf, type NatsUser } from './nats-user.ts';

type Subjects = readonly { readonly subject: string }[];

/** What the manifest of a service says of its subjects. */
export interface ServiceSubjects {
  readonly name: string;
  readonly consumes: Subjects;
  readonly follows: Subjects;
  readonly asks: Subjects;
  readonly answers: Subjects;
  readonly emits: Subjects;
  readonly declaresStreams?: boolean;
}

const API = '$JS.API';

interface Durable {
  readonly name: string;
  readonly subject: string;
  readonly stream: string;
}

/** The durable consumers of a service, with the one for the dead letters that it puts back. */
export function durablesOf({ name, consumes }: ServiceSubjects): Durable[] {
  const subjects = consumes.length === 0 ? [] : [...consumes.map(({ subject }) => subject), replaySubject(name)];
  return subjects.map((subject) => ({ name: consumerName(name, subject), subject, stream: streamOf(subject).name }));
}

/** The subjects whose streams a service needs. */
export function streamSubjectsOf(service: ServiceSubjects): string[] {
  return [
    ...durablesOf(service).map(({ subject }) => subject),
    ...[...service.follows, ...service.emits].map(({ subject }) => subject),
  ];
}

/**
 * The user of a service, with the permissions that its manifest needs.
 * @param all every service: a follower has consumers with names of chance, and is refused those of the others
 */
export function serviceUser(service: ServiceSubjects, all: readonly ServiceSubjects[]): NatsUser {
  const { name, follows, asks, answers, emits } = service;
  const durables = durablesOf(service);
  const foreign = all.filter((other) => other.name !== name).flatMap(durablesOf);
  const used =
    service.declaresStreams === true ? streams.map(({ name }) => name) : streamsOf(streamSubjectsOf(service));
  const followed = streamsOf(follows.map(({ subject }) => subject));
  return {
    name,
    publish: unique([
      ...[...emits, ...asks].map(({ subject }) => subject),
      ...(durables.length === 0 ? [] : [replaySubject(name)]),
      `${API}.INFO`,
      ...used.map((stream) => `${API}.STREAM.INFO.${stream}`),
      ...(service.declaresStreams === true ? used.map((stream) => `${API}.STREAM.CREATE.${stream}`) : []),
      // Tells whether the stream still has what was published (lost-since.ts).
      ...streamsOf(emits.map(({ subject }) => subject)).map((stream) => `${API}.STREAM.MSG.GET.${stream}`),
      ...durables.flatMap(({ stream, name, subject }) => [
        ...consumerApi(stream, name, subject),
        `$JS.ACK.${stream}.${name}.>`,
      ]),
      ...follows.flatMap(({ subject }) => consumerApi(streamOf(subject).name, '*', subject)),
    ]),
    refused: foreign
      .filter(({ stream }) => followed.includes(stream))
      .flatMap(({ stream, name }) => consumerApi(stream, name, '>')),
    subscribe: [`${inboxPrefixOf(name)}.>`, ...answers.map(({ subject }) => subject)],
    answers: answers.length > 0,
  };
}

function consumerApi(stream: string, consumer: string, filter: string): string[] {
  return [
    `${API}.CONSUMER.CREATE.${stream}.${consumer}.${filter}`,
    ...['INFO', 'DELETE', 'MSG.NEXT'].map((verb) => `${API}.CONSUMER.${verb}.${stream}.${consumer}`),
  ];
}

const streamsOf = (subjects: readonly string[]): string[] => unique(subjects.map((subject) => streamOf(subject).name));
const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
