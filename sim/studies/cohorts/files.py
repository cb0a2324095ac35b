"""A cohort in files: the panel and its ties as Parquet, and the schema that documents both.

One wave is one row group, written as soon as it is lived: memory stays flat however long the panel is, and a reader can
take single waves. Each column carries unit, range, meaning and instrument with it, as metadata of its field.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.studies.cohorts.columns import NAME, PANEL, TIES, WORD, PanelColumn, TieColumn

type Columns = Sequence[PanelColumn] | Sequence[TieColumn]


def write_panel(path: Path, waves: Iterable[pd.DataFrame]) -> None:
    """Write waves as they come, one row group each. Ctrl-C ends the file with the waves that are finished.

    Args:
        path: the file.
        waves: the waves, as from `sim.studies.cohorts.cohort.cohort`.

    Raises:
        KeyboardInterrupt: Ctrl-C before the first wave was written.
        OSError: the file cannot be written.
    """
    stopped = False
    with _writer(path, PANEL) as writer:
        try:
            for wave in waves:
                _write(writer, wave)
        except KeyboardInterrupt:
            stopped = True
    if stopped and written_waves(path) == 0:
        raise KeyboardInterrupt


def written_waves(path: Path) -> int:
    """How many waves a panel's file holds; the file itself knows, wherever Ctrl-C fell."""
    return int(pq.read_metadata(path).num_row_groups)


def write_ties(path: Path, ties: pd.DataFrame) -> None:
    """Write the ties (`sim.studies.cohorts.cohort.ties_table`)."""
    with _writer(path, TIES) as writer:
        _write(writer, ties)


def schema_table(panel: str, ties: str) -> pd.DataFrame:
    """The documented schema: one row a column, in the order of the files.

    Args:
        panel: name of the panel's file.
        ties: name of the file of ties.

    Returns:
        file, column, type, unit, low, high (missing where there is no bound, and for words), meaning, instrument. The
        type is NumPy's name of it, or "word".
    """
    rows = [
        (file, one.name, one.kind, one.unit, *_bounds(one), one.meaning, one.instrument)
        for file, table in ((panel, PANEL), (ties, TIES))
        for one in table
    ]
    return pd.DataFrame(rows, columns=["file", "column", "type", "unit", "low", "high", "meaning", "instrument"])


def arrow_schema(table: Columns) -> pa.Schema:
    """The columns for Parquet, each with unit, low, high, meaning and instrument as metadata."""
    return pa.schema([pa.field(one.name, _arrow_type(one), metadata=_metadata(one)) for one in table])


def _writer(path: Path, table: Columns) -> pq.ParquetWriter:
    whole = [one.name for one in table if not one.kind.startswith("float")]
    broken = [one.name for one in table if one.kind.startswith("float")]  # these hardly ever repeat a value
    return pq.ParquetWriter(
        path, arrow_schema(table), compression="zstd", use_dictionary=whole, use_byte_stream_split=broken
    )


def _write(writer: pq.ParquetWriter, frame: pd.DataFrame) -> None:
    arrays = [_array(frame[field.name], field.type) for field in writer.schema]
    writer.write_table(pa.Table.from_arrays(arrays, schema=writer.schema), row_group_size=max(1, len(frame)))


def _array(values: "pd.Series[Any]", arrow_type: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(arrow_type):
        codes = values.cat.codes.to_numpy().astype(arrow_type.index_type.to_pandas_dtype())
        return pa.DictionaryArray.from_arrays(codes, pa.array(list(values.cat.categories), pa.string()))
    return pa.array(values.to_numpy(), arrow_type, from_pandas=True)


def _arrow_type(one: PanelColumn | TieColumn) -> pa.DataType:
    if one.kind != WORD:
        return pa.from_numpy_dtype(np.dtype(one.kind))
    return pa.dictionary(pa.int32() if one.unit == NAME else pa.int16(), pa.string())


def _bounds(one: PanelColumn | TieColumn) -> tuple[float | None, float | None]:
    low, high = (value if np.isfinite(value) else None for value in (one.low, one.high))
    return low, high


def _metadata(one: PanelColumn | TieColumn) -> dict[str, str]:
    low, high = ("" if value is None else f"{value:g}" for value in _bounds(one))
    return {"unit": one.unit, "low": low, "high": high, "meaning": one.meaning, "instrument": one.instrument}
