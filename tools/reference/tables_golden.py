"""Small Parquet and Arrow files of images, by pyarrow and by Hugging Face's datasets, for the tests of pixio-tables.

Row i has a PNG of noise, 8 + i pixels wide and 8 high. In some files rows are null, or are repeated. Needs only
numpy, pillow, pyarrow==26.0.1 and datasets==5.2.0.
"""

import hashlib
import io
import pathlib
import shutil
import tempfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

ROOT = pathlib.Path(__file__).parents[2]
FOLDER = ROOT / "pixio-tables" / "src" / "test" / "resources" / "tables"
COMMANDS = ROOT / "pixio-cli" / "src" / "test" / "resources" / "tables"
ROWS = 23
NULLS = (3, 11)


def pixels(i):
    return np.random.default_rng(i).integers(0, 255, (8, 8 + i, 3), dtype=np.uint8)


def png(i):
    out = io.BytesIO()
    Image.fromarray(pixels(i)).save(out, "png")
    return out.getvalue()


IMAGES = [png(i) for i in range(ROWS)]


def structs(images):
    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    return pa.array([None if b is None else {"bytes": b, "path": f"{i}.png"} for i, b in enumerate(images)], kind)


def with_nulls(images):
    return [None if i in NULLS else b for i, b in enumerate(images)]


def parquet(name, columns, **options):
    options = {"row_group_size": 7, "compression": "none"} | options
    pq.write_table(pa.table(columns), FOLDER / f"{name}.parquet", **options)


def parquet_files():
    numbers = pa.array(range(ROWS))
    plain = {"id": numbers, "image": structs(IMAGES)}
    parquet("brotli", plain, compression="brotli")
    for codec in ("none", "snappy", "gzip", "zstd", "lz4"):
        parquet(codec, plain, compression=codec)
        parquet(f"{codec}-plain", plain, compression=codec, use_dictionary=False)
    for version in ("1.0", "2.0"):
        nulls = {"image": structs(with_nulls(IMAGES)), "id": numbers}
        parquet(f"pages-{version}", nulls, data_page_version=version, compression="snappy", use_dictionary=False,
                data_page_size=1, write_batch_size=2)
        parquet(f"dictionary-{version}", {"image": structs(with_nulls(IMAGES[:4] * 6))}, data_page_version=version,
                compression="zstd", row_group_size=24, write_batch_size=5, data_page_size=1)
        # The dictionary is full after some rows, and the rest is stored without it.
        parquet(f"fallback-{version}", nulls, data_page_version=version, compression="snappy", row_group_size=ROWS,
                write_batch_size=4, dictionary_pagesize_limit=3000, data_page_size=1)
    parquet("binary", {"text": pa.array(["x"] * ROWS), "jpg": pa.array(with_nulls(IMAGES), pa.large_binary())})
    parquet("required", pa.table({"image": pa.array(IMAGES, pa.binary())},
                                 schema=pa.schema([pa.field("image", pa.binary(), nullable=False)])))
    inner = pa.StructArray.from_arrays([structs(with_nulls(IMAGES)), numbers], ["image", "id"])
    parquet("nested", {"sample": inner}, compression="snappy")
    parquet("two", {"image": structs(IMAGES), "mask": structs(IMAGES[::-1]), "blob": pa.array(IMAGES, pa.binary())})
    parquet("lists", {"images": pa.array([[b] for b in IMAGES], pa.list_(pa.binary())), "n": numbers})
    parquet("delta", {"image": pa.array(IMAGES, pa.binary())}, use_dictionary=False,
            column_encoding={"image": "DELTA_LENGTH_BYTE_ARRAY"})
    parquet("broken", {"image": pa.array([b"no image", IMAGES[1], IMAGES[2][:60], b""], pa.binary())})
    parquet("labels", {
        "image": structs(IMAGES),
        "null": pa.array([None if i == 5 else i % 2 for i in range(ROWS)], pa.int32()),
        "negative": pa.array([-1 if i == 5 else i % 2 for i in range(ROWS)], pa.int64()),
        "large": pa.array([2**40 + i % 2 for i in range(ROWS)], pa.int64()),
    })
    parquet("empty", {"image": pa.array([], pa.binary())})


def arrow(name, columns, stream, compression=None, rows=7):
    table = pa.table(columns)
    options = pa.ipc.IpcWriteOptions(compression=compression)
    opener = pa.ipc.new_stream if stream else pa.ipc.new_file
    with opener(str(FOLDER / f"{name}.arrow"), table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=rows)


def arrow_files():
    numbers = pa.array(range(ROWS))
    columns = {"id": numbers, "text": pa.array(["x"] * ROWS), "image": structs(with_nulls(IMAGES))}
    arrow("stream", columns, True)
    arrow("file", columns, False)
    for codec in ("lz4", "zstd"):
        arrow(codec, columns, True, codec)
    union = pa.UnionArray.from_sparse(pa.array([0] * ROWS, pa.int8()), [numbers, pa.array(["x"] * ROWS)])
    arrow("types", {
        "null": pa.nulls(ROWS),
        "view": pa.array(["a text that is longer than twelve bytes"] * ROWS, pa.string_view()),
        "list": pa.array([[1, 2]] * ROWS, pa.list_(pa.int32())),
        "fixed": pa.array([[1, 2]] * ROWS, pa.list_(pa.int32(), 2)),
        "map": pa.array([[("k", 1)]] * ROWS, pa.map_(pa.string(), pa.int32())),
        "union": union,
        "dictionary": pa.array(["a", "b", "c"] * 8, pa.string())[:ROWS].dictionary_encode(),
        "bool": pa.array([True] * ROWS),
        "image": pa.array(with_nulls(IMAGES), pa.large_binary()),
    }, True)
    arrow("unread", {
        "view": structs(IMAGES[:2]).cast(pa.struct([("bytes", pa.binary_view()), ("path", pa.string())])),
        "dictionary": pa.array(IMAGES[:2], pa.binary()).dictionary_encode(),
        "n": numbers[:2],
    }, True)


def datasets_files():
    import datasets

    for name in ("hf.parquet", "hf.arrow"):
        (FOLDER / name).unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        features = datasets.Features({"image": datasets.Image(), "label": datasets.ClassLabel(names=["even", "odd"])})
        rows = {"image": [{"bytes": b, "path": None} for b in IMAGES], "label": [i % 2 for i in range(ROWS)]}
        data = datasets.Dataset.from_dict(rows, features=features)
        data.to_parquet(str(FOLDER / "hf.parquet"))
        data.save_to_disk(f"{folder}/saved")
        shutil.copy(f"{folder}/saved/data-00000-of-00001.arrow", FOLDER / "hf.arrow")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    parquet_files()
    arrow_files()
    datasets_files()
    digests = (hashlib.sha256(pixels(i).tobytes()).hexdigest() for i in range(ROWS))
    (FOLDER / "pixels.txt").write_text("".join(f"{digest}\n" for digest in digests))
    COMMANDS.mkdir(parents=True, exist_ok=True)
    shutil.copy(FOLDER / "hf.parquet", COMMANDS)
