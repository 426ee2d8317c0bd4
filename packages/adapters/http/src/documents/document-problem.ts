/** Why a document cannot be had, in words for the log. */
export class DocumentProblem extends Error {}
