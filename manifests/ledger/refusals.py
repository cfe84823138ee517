"""Why a ledger, or a row of one, is not imported. Sentences: docstrings and `ledger.toml`; each says what to do."""

from wasteflow.core.errors import Refusal

# --- the whole file --------------------------------------------------------------------------------------


class FileUnreadable(Refusal):
    """This file cannot be read as a table ({problem}); save it as XLSX or CSV and send it again."""


class WrongFileKind(Refusal):
    """Only .xlsx and .csv files can be read; in your spreadsheet program choose "Save as" and one of these."""

    status = 415


class EncodingUnknown(Refusal):
    """The text is neither UTF-8 nor GB18030 (GBK); save the file as "CSV UTF-8" and send it again."""


class LedgerTooLarge(Refusal):
    """A ledger has at most {rows} rows and {megabytes} MB unpacked; split it by month and send the parts."""

    status = 413


class NoHeader(Refusal):
    """No row of column names was found in the first {rows} rows; needed are: {needed}. Start from the template."""


class ColumnsMissing(Refusal):
    """These columns are missing: {missing}. Start from the template."""


class ColumnTwice(Refusal):
    """The column "{column}" stands there twice; remove one."""


class UnitUnknown(Refusal):
    """The unit of the amounts is not stated. Write it into the column's name, as 产生量（吨） or 产生量（kg）, or add a column 计量单位."""  # noqa: E501


class MergedCells(Refusal):
    """There are merged cells below the header ({cells}); unmerge them and fill every row."""


class EmptyLedger(Refusal):
    """There is no row below the header."""


class NotYourLedger(Refusal):
    """This site belongs to another company; choose one of your own."""

    status = 403


# --- one row ---------------------------------------------------------------------------------------------


class CellEmpty(Refusal):
    """This cell is empty; fill it."""


class CellTooLong(Refusal):
    """At most {limit} characters; shorten it."""


class CellFormula(Refusal):
    """This cell holds a formula; replace it by its value."""


class CellUnprintable(Refusal):
    """This cell holds characters that cannot be printed; type it anew."""


class DateUnknown(Refusal):
    """ "{text}" is not a date; write it as 2026-11-22 or 2026-11-22 09:30."""


class NumberUnknown(Refusal):
    """ "{text}" is not a number; write it as 1.25, without words."""


class UnitContradicts(Refusal):
    """This row says {row}, the column's name says {column}; make them agree."""


class UnitNotMass(Refusal):
    """ "{text}" is not a unit of mass known here; write 吨, 千克, t or kg."""

    source = "ledger-form"


class ChoiceUnknown(Refusal):
    """ "{text}" is not known here; write one of: {known}."""


class FormNotClear(Refusal):
    """Whether this waste is solid, semi-solid or liquid cannot be told from its name; add a column 物理形态."""


class CategoryContradicts(Refusal):
    """The code {code} belongs to category {expected}, not {category}; correct one of them."""

    source = "hazardous-catalogue"


class BatchCodeMalformed(Refusal):
    """ "{text}" is not a batch code; use letters and digits, as HWCS20261122001."""

    source = "ledger-form"


class BatchCodeOfOtherLink(Refusal):
    """{prefix} marks another part of the ledger ({link}); here only produced batches (HWCS) are read."""

    source = "ledger-form"


class BatchCodeTwice(Refusal):
    """This batch code stands in row {row} already; give each batch its own."""


class BatchChanged(Refusal):
    """This batch was imported before with other contents, and what is recorded is not overwritten. If the earlier entry was wrong, record the correction on the batch itself."""  # noqa: E501


class CountUnknown(Refusal):
    """ "{text}" is not a number of containers; write a whole number from 1 to {limit}."""
