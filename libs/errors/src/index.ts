export { type Checked, type Checker, checker } from './checker.ts';
export { type ErrorCode, errorCodes } from './codes.ts';
export { type Fault, faultAt, faultsAsText, toFaults } from './faults.ts';
export { JophielError } from './jophiel-error.ts';
export { fromTexts } from './from-texts.ts';
