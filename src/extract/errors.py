"""The errors of the project, in one tree that says what to do with the file at hand.

::

    ExtractError
    ├── SkipFileError         this file cannot be read; go on with the rest, report it
    │   ├── EmptyFileError        no bytes, or nothing on any page
    │   ├── BrokenFileError       not what its bytes or name claim, or damaged beyond reading
    │   ├── EncryptedFileError    needs a password
    │   ├── UnsupportedFileError  a media type that no parser reads
    │   ├── TooLargeFileError     over a limit of size, pages, memory or time
    │   └── FetchError            a URL that did not answer with a document
    └── StopError             nothing will work until this is mended; stop before the first file
        ├── UsageError            wrong options
        │   └── NoDocumentError       the sources hold no document
        ├── RegistryError         the registry file is missing, damaged or of another version
        ├── ModelError            a model is missing or damaged
        ├── StoreError            a run folder is damaged, missing or of another format version
        └── GoldError             a gold file breaks its format

Every message says what was found, in what, and what helps.
"""


class ExtractError(Exception):
    """Any error that the project raises on purpose."""


class SkipFileError(ExtractError):
    """The file cannot be used; the rest of the batch goes on."""


class EmptyFileError(SkipFileError):
    """The file has no bytes, or no page of it holds anything to read."""


class BrokenFileError(SkipFileError):
    """The file is damaged, or is not what its name or header claims."""


class EncryptedFileError(SkipFileError):
    """The file needs a password."""


class UnsupportedFileError(SkipFileError):
    """No parser reads this media type."""


class TooLargeFileError(SkipFileError):
    """Reading went over a limit of size, pages, memory or time."""


class FetchError(SkipFileError):
    """A URL did not answer with a document."""


class StopError(ExtractError):
    """Wrong use or a broken set-up: stop, and say the remedy in one line."""


class UsageError(StopError):
    """The options are wrong."""


class NoDocumentError(UsageError):
    """A folder that was named as a source holds no document."""


class RegistryError(StopError):
    """The registry file is missing, damaged or of another format version."""


class ModelError(StopError):
    """A model is missing or damaged."""


class StoreError(StopError):
    """A run folder, or an extraction in it, is missing, damaged or of another format version."""


class GoldError(StopError):
    """A gold file breaks its format."""
