"""What may be wrong with an upload as a whole; a row's own fault is an outcome code instead."""

from aisle.kit.problems import Problem


class FileTooLarge(Problem):
    status, code, title = 413, "file-too-large", "The file is larger than an upload may be"


class ExpansionTooLarge(Problem):
    status, code, title = 413, "expansion-too-large", "The file unpacks to more than an upload may hold"


class UnsupportedFile(Problem):
    status, code, title = 415, "unsupported-file", "This is not a CSV, XLSX or Parquet file"


class EmptyFile(Problem):
    status, code, title = 422, "empty-file", "The file holds no rows"


class NoHeader(Problem):
    status, code, title = 422, "no-header", "The file has no row of column names"


class NotASalesFile(Problem):
    status, code, title = 422, "not-a-sales-file", "The file is well formed, but it does not hold sales"


class EncryptedFile(Problem):
    status, code, title = 422, "encrypted-file", "The file is protected by a password"


class DamagedFile(Problem):
    status, code, title = 422, "damaged-file", "The file cannot be read to its end"


class TooManyUploads(Problem):
    status, code, title = 429, "too-many-uploads", "Two uploads of this store are under way already"


class IdempotencyKeyReused(Problem):
    status, code, title = 409, "idempotency-key-reused", "This key came with another file before"


class SameFilePostedElsewhere(Problem):
    status, code, title = 409, "same-file-posted-elsewhere", "The same file was posted under another source or store"


class UploadStateConflict(Problem):
    status, code, title = 409, "upload-state", "The upload is not in a state that allows this"


class BadUploadOption(Problem):
    status, code, title = 422, "bad-upload-option", "An option of the upload does not fit"


FILE_PROBLEMS: tuple[type[Problem], ...] = (
    FileTooLarge,
    ExpansionTooLarge,
    UnsupportedFile,
    EmptyFile,
    NoHeader,
    NotASalesFile,
    EncryptedFile,
    DamagedFile,
)
