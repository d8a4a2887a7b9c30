"""Image files of many kinds, and the pixels that a decoder must find in them.

Format x depth x channels x tiles or strips x compression x orientation x odd sizes. TIFF files are written here byte by byte, so
that every layout of TIFF 6.0 occurs; tifffile and Pillow read back what they support, and must agree. The short form is
committed and part of the build. The long form is the full product:

    python tools/reference/image_matrix.py                # writes the golden files
    python tools/reference/image_matrix.py --long FOLDER  # for -Dpixio.image.matrix=FOLDER

needs numpy, Pillow, tifffile and imagecodecs. matrix.zip contains cases.csv (file, expected, width, height, tolerance, refusal),
the files, and the expected pixels as raw RGB under the start of their SHA-256. A case without expected pixels must be refused for a
reason that matches the regular expression in the last column. image_matrix_formats.py has the layouts of formats other than TIFF.
"""

import argparse
import hashlib
import io
import itertools
import struct
import zipfile
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
import tifffile
from image_samples import EXACT, ROUNDED, SEED, chunk, image, pack
from PIL import Image, ImageCms

FOLDER = Path(__file__).resolve().parents[2] / "pixio-image" / "src" / "test" / "resources" / "golden" / "matrix"

GREY_WHITE_IS_ZERO, GREY, RGB, PALETTE, CMYK, YCBCR, CIELAB, ICCLAB, ITULAB = 0, 1, 2, 3, 5, 6, 8, 9, 10
NONE, LZW, JPEG, DEFLATE, OLD_DEFLATE, PACKBITS, ZSTD, OLD_ZSTD = 1, 5, 7, 8, 32946, 32773, 50000, 34926
ENCODERS = {
    NONE: bytes,
    LZW: imagecodecs.lzw_encode,
    DEFLATE: zlib.compress,
    OLD_DEFLATE: zlib.compress,
    PACKBITS: imagecodecs.packbits_encode,
    ZSTD: imagecodecs.zstd_encode,
    OLD_ZSTD: imagecodecs.zstd_encode,
}

# By number: the name that a refusal must contain.
UNREAD_COMPRESSIONS = {
    0: "0", 6: "old-style JPEG", 9: "JBIG", 10: "JBIG", 32766: "NeXT", 32809: "ThunderScan", 32908: "PixarFilm",
    32909: "PixarLog", 34661: "JBIG", 34676: "SGILog", 34677: "SGILog", 33003: "JPEG 2000", 33004: "JPEG 2000",
    33005: "JPEG 2000", 34712: "JPEG 2000", 34887: "LERC", 34892: "DNG JPEG", 34925: "LZMA", 34933: "PNG",
    34934: "JPEG XR", 22610: "JPEG XR", 50001: "WebP", 50002: "JPEG XL", 52546: "JPEG XL", 60000: "60000",
}  # fmt: skip


def upright(pixels, orientation):
    """Applies a TIFF or EXIF orientation, 1 to 8."""
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return pixels


def rgb_of(pixels):
    return np.repeat(pixels, 3, 2) if pixels.shape[2] == 1 else pixels[..., :3]


def tiff(samples, bits, photometric, compression=NONE, tile=None, rows=None, planes=False, orientation=1, order="<", big=False,
         predictor=1, extra=(), declared=None):  # fmt: skip
    """A TIFF or BigTIFF file. samples: integers [h, w, c]; tile: width and height; extra: (tag, type, values)."""
    height, width, channels = samples.shape
    parts = [samples[..., c : c + 1] for c in range(channels)] if planes else [samples]
    segments = []
    for part in parts:
        if tile:
            padded = np.pad(part, ((0, -height % tile[1]), (0, -width % tile[0]), (0, 0)), mode="edge")
            blocks = [padded[y : y + tile[1], x : x + tile[0]]
                      for y in range(0, height, tile[1]) for x in range(0, width, tile[0])]  # fmt: skip
        else:
            blocks = [part[y : y + (rows or height)] for y in range(0, height, rows or height)]
        for block in blocks:
            if predictor == 2:
                block = np.concatenate([block[:, :1], block[:, 1:] - block[:, :-1]], 1) % (1 << bits)
            segments.append(ENCODERS[compression](pack(block, bits, order)))
    tags = [(256, 4, [width]), (257, 4, [height]), (258, 3, [bits] * channels), (259, 3, [declared or compression]),
            (262, 3, [photometric]), (274, 3, [orientation]), (277, 3, [channels]), (284, 3, [2 if planes else 1]), *extra]  # fmt: skip
    if predictor == 2:
        tags.append((317, 3, [2]))
    if tile:
        tags += [(322, 3, [tile[0]]), (323, 3, [tile[1]]), (324, 4, None), (325, 4, [len(s) for s in segments])]
    else:
        tags += [(273, 4, None), (278, 4, [rows or height]), (279, 4, [len(s) for s in segments])]
    head = 16 if big else 8
    offsets = list(itertools.accumulate((len(s) + len(s) % 2 for s in segments), initial=head))
    body = b"".join(s + b"\0" * (len(s) % 2) for s in segments)
    where = head + len(body)
    entries, values_after = b"", b""
    size = 20 if big else 12
    after = where + (8 if big else 2) + size * len(tags) + (8 if big else 4)
    for tag, kind, values in sorted(tags, key=lambda entry: entry[0]):
        values = offsets[:-1] if values is None else values
        data = struct.pack(order + "%d%s" % (len(values), {3: "H", 4: "I"}[kind]), *values)
        entries += struct.pack(order + ("HHQ" if big else "HHI"), tag, kind, len(values))
        room = 8 if big else 4
        if len(data) > room:
            entries += struct.pack(order + ("Q" if big else "I"), after + len(values_after))
            values_after += data + b"\0" * (len(data) % 2)
        else:
            entries += data.ljust(room, b"\0")
    mark = b"II" if order == "<" else b"MM"
    start = mark + (struct.pack(order + "HHHQ", 43, 8, 0, where) if big else struct.pack(order + "HI", 42, where))
    count = struct.pack(order + ("Q" if big else "H"), len(tags))
    return start + body + count + entries + struct.pack(order + ("Q" if big else "I"), 0) + values_after


class Matrix:
    def __init__(self):
        self.files, self.expected, self.lines = {}, {}, []

    def add(self, name, data, pixels=None, tolerance=EXACT, refusal=""):
        """pixels: what a decoder must find, [h, w, 1 or 3] of 0 to 255; None if the file must be refused."""
        assert name not in self.files and "," not in name + refusal, name
        assert (pixels is None) == bool(refusal), name
        self.files[name] = data
        key, width, height = "", 0, 0
        if pixels is not None:
            raw = np.clip(np.round(rgb_of(np.asarray(pixels, float))), 0, 255).astype("u1")
            height, width = raw.shape[:2]
            key = hashlib.sha256(raw.tobytes()).hexdigest()[:12]
            self.expected[key] = raw.tobytes()
        self.lines.append(f"{name},{key},{width},{height},{tolerance},{refusal}")

    def write(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(folder / "matrix.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            def put(name, data):
                archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)

            put("cases.csv", "\n".join(self.lines) + "\n")
            for key, data in sorted(self.expected.items()):
                put("expected/" + key, data)
            for name, data in self.files.items():
                put("files/" + name, data)
        size = (folder / "matrix.zip").stat().st_size
        print(f"{len(self.lines)} files, {size:,} bytes")
        assert size < 1 << 20 or folder != FOLDER


def tiff_kinds(width, height):
    """Name -> samples, bits, photometric, further tags, expected pixels, tolerance."""
    rgb = image(width, height)
    wide = rgb.astype(int) * 257
    grey = rgb[..., :1].astype(int)
    alpha = np.concatenate([rgb, 255 - grey], 2)
    cmyk = np.concatenate([rgb, rgb[:, ::-1, 1:2] // 3], 2).astype(int)
    inks = (255 - cmyk[..., :3]) * (255 - cmyk[..., 3:]) / 255
    table = np.random.default_rng(SEED).integers(0, 256, (3, 256))
    index = grey
    kinds = {
        "grey1": (grey >> 7, 1, GREY, [], (grey >> 7) * 255, EXACT),
        "grey2": (grey >> 6, 2, GREY, [], (grey >> 6) * 85, EXACT),
        "grey4": (grey >> 4, 4, GREY, [], (grey >> 4) * 17, EXACT),
        "grey8": (grey, 8, GREY, [], grey, EXACT),
        "grey16": (grey * 256 + 77, 16, GREY, [], (grey * 256 + 77) / 257, ROUNDED),
        "white0-1": (grey >> 7, 1, GREY_WHITE_IS_ZERO, [], 255 - (grey >> 7) * 255, EXACT),
        "white0-4": (grey >> 4, 4, GREY_WHITE_IS_ZERO, [], 255 - (grey >> 4) * 17, EXACT),
        "white0-8": (grey, 8, GREY_WHITE_IS_ZERO, [], 255 - grey, EXACT),
        "white0-16": (grey * 257, 16, GREY_WHITE_IS_ZERO, [], 255 - grey, ROUNDED),
        "greyalpha8": (np.concatenate([grey, 255 - grey], 2), 8, GREY, [(338, 3, [2])], grey, EXACT),
        "greyalpha16": (np.concatenate([grey, 255 - grey], 2) * 257, 16, GREY, [(338, 3, [2])], grey, ROUNDED),
        "rgb8": (rgb, 8, RGB, [], rgb, EXACT),
        "rgb16": (wide, 16, RGB, [], rgb, ROUNDED),
        "rgba8": (alpha, 8, RGB, [(338, 3, [2])], rgb, EXACT),
        "rgba16": (alpha.astype(int) * 257, 16, RGB, [(338, 3, [2])], rgb, ROUNDED),
        "rgbx8": (alpha, 8, RGB, [(338, 3, [0])], rgb, EXACT),
        "palette1": (grey >> 7, 1, PALETTE, [(320, 3, list((table[:, :2] * 257).ravel()))], table.T[(grey >> 7)[..., 0]], EXACT),
        "palette4": (grey >> 4, 4, PALETTE, [(320, 3, list((table[:, :16] * 257).ravel()))], table.T[(grey >> 4)[..., 0]], EXACT),
        "palette8": (index, 8, PALETTE, [(320, 3, list((table * 257).ravel()))], table.T[index[..., 0]], EXACT),
        "cmyk8": (cmyk, 8, CMYK, [(332, 3, [1])], inks, 2),
        "cmyk16": (cmyk * 257, 16, CMYK, [(332, 3, [1])], inks, 2),
    }  # fmt: skip
    return {name: tuple([np.asarray(kind[0]).astype(int)]) + kind[1:] for name, kind in kinds.items()}


# Tile or rows per strip.
LAYOUTS = {"strip": {}, "strips": {"rows": 5}, "tile16": {"tile": (16, 16)}, "tile32x16": {"tile": (32, 16)},
           "tile16x48": {"tile": (16, 48)}}  # fmt: skip


def check_with_tifffile(data, samples, planes):
    try:
        with tifffile.TiffFile(io.BytesIO(data)) as file:
            found = file.pages[0].asarray()
    except (ValueError, NotImplementedError):
        return  # a layout that tifffile does not read
    found = found.reshape(samples.shape) if not planes else np.moveaxis(found.reshape((-1,) + samples.shape[:2]), 0, -1)
    assert (found.astype(int) == samples).all()


def tiffs(matrix, whole):
    compressions = {"none": NONE, "lzw": LZW, "deflate": DEFLATE, "olddeflate": OLD_DEFLATE, "packbits": PACKBITS, "zstd": ZSTD}
    sizes = [(37, 21), (32, 32), (9, 50), (5, 3)] if whole else [(21, 18)]
    number = 0
    for (width, height), layout, compression in itertools.product(sizes, LAYOUTS, compressions):
        for kind, (samples, bits, photometric, extra, expected, tolerance) in tiff_kinds(width, height).items():
            predictors = [1, 2] if bits in (8, 16) and kind != "palette8" and compression in ("lzw", "deflate", "zstd") else [1]
            planars = [False, True] if samples.shape[2] > 1 else [False]
            forms = [("<", False), (">", False), ("<", True), (">", True)]
            for predictor, planes, (order, big), orientation in itertools.product(predictors, planars, forms, range(1, 9)):
                number += 1
                # The short form takes one of many, and by a stride that shares no factor with the lengths of the loops.
                if number % (1 if whole and orientation in (1, 6, 7) else 401 if not whole else 13):
                    continue
                data = tiff(samples, bits, photometric, compressions[compression], planes=planes, orientation=orientation,
                            order=order, big=big, predictor=predictor, extra=extra, **LAYOUTS[layout])  # fmt: skip
                if number % 7 == 0:
                    check_with_tifffile(data, samples, planes)
                name = "-".join([kind, layout, compression, *["predictor"] * (predictor == 2), *["planes"] * planes,
                                 *["big"] * big, "le" if order == "<" else "be", "o%d" % orientation,
                                 "%dx%d" % (width, height)]) + ".tif"  # fmt: skip
                matrix.add(name, data, upright(rgb_of(np.asarray(expected)), orientation), tolerance)


def fixed_tiffs(matrix):
    """One file for each fault that was found, and its neighbours; in both forms."""
    kinds = tiff_kinds(21, 18)
    for kind in ("grey8", "grey16", "rgb8", "rgb16", "white0-16"):
        samples, bits, photometric, extra, expected, tolerance = kinds[kind]
        for orientation in (2, 3, 6, 7):
            data = tiff(samples, bits, photometric, DEFLATE, (16, 16), orientation=orientation, predictor=2)
            matrix.add(f"tiles-{kind}-o{orientation}.tif", data, upright(rgb_of(np.asarray(expected)), orientation), tolerance)
        for tile in ((16, 16), (16, 32), (32, 16), (48, 48), (80, 80)):
            data = tiff(samples, bits, photometric, NONE, tile)
            matrix.add(f"uncompressed-{kind}-{tile[0]}x{tile[1]}.tif", data, expected, tolerance)
    samples, bits, photometric, extra, expected, tolerance = kinds["rgb8"]
    for number, name in UNREAD_COMPRESSIONS.items():
        data = bytearray(tiff(samples, bits, photometric, NONE, rows=8, declared=number or 1))
        if number == 0:
            data[data.index(struct.pack("<HHI", 259, 3, 1)) + 8] = 0
        matrix.add(f"compression-{number}.tif", bytes(data), refusal="compress.*" + name + "|" + name + ".*compress")
    for code, sample_format in (("f4", 3), ("i2", 2), ("void", 4)):
        # SampleFormat 4 is "undefined": read as unsigned, as tifffile and libtiff do.
        data = tiff(kinds["grey16"][0], 16, GREY, extra=[(339, 3, [sample_format])])
        if sample_format == 4:
            matrix.add("format-undefined.tif", data, kinds["grey16"][4], ROUNDED)
        else:
            matrix.add(f"format-{code}.tif", data, refusal="signed or floating-point|signed|floating")
    further_samples(matrix)
    lab_tiffs(matrix)
    ccitt_and_jpeg(matrix)
    damaged_tiffs(matrix)


def further_samples(matrix):
    """Alpha by which colours are multiplied, extra channels, subsampled colours, and numbers and colours that are refused."""
    rgb = image(21, 18)
    grey = rgb[..., :1].astype(int)
    alpha = np.tile(np.linspace(0, 255, 21).astype(int)[None, :, None], (18, 1, 1))
    stored = rgb.astype(int) * alpha // 255
    for name, samples, photometric in (("rgb", stored, RGB), ("grey", stored[..., :1], GREY)):
        expected = np.where(alpha > 0, np.minimum(255, 255 * samples // np.maximum(alpha, 1)), samples)
        for tile in (None, (16, 16)):
            for planes in (False, True):
                data = tiff(np.concatenate([samples, alpha], 2), 8, photometric, LZW, tile, planes=planes, extra=[(338, 3, [1])])
                matrix.add(f"multiplied-{name}{'-tiles' * bool(tile)}{'-planes' * planes}.tif", data, expected)
    data = tiff(np.concatenate([stored, alpha], 2), 8, RGB, extra=[(338, 3, [1])])
    found = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    assert (abs(found - np.where(alpha > 0, np.minimum(255, 255 * stored // np.maximum(alpha, 1)), stored)) == 0).all()
    for more in (2, 3, 5):
        extra = [(338, 3, [0] * more)]
        data = tiff(np.concatenate([rgb] + [255 - grey] * more, 2), 8, RGB, DEFLATE, (16, 16), extra=extra)
        matrix.add(f"rgb-and-{more}.tif", data, rgb)
    matrix.add("grey-3-channels.tif", tiff(rgb, 8, GREY, rows=9), refusal="^a TIFF with 3 channels of grey values")
    for photometric, name in ((4, "transparency mask"), (32803, "camera RAW"), (32844, "LogL"), (99, "unknown")):
        matrix.add(f"photometric-{photometric}.tif", tiff(grey, 8, photometric), refusal=f"^a TIFF with {name} values")
    for code in ("f2", "f4", "f8", "i1", "i2", "i4", "u4", "u8"):
        file = io.BytesIO()
        tifffile.imwrite(file, rgb.astype(code), photometric="rgb")
        bits = 8 * np.dtype(code).itemsize
        matrix.add(f"numbers-{code}.tif", file.getvalue(), refusal=f"^a TIFF with {bits}-bit .*values; only unsigned")
    data = tiff(grey >> 7, 1, GREY)
    entry = struct.pack("<HHI", 258, 3, 1)
    # A field without values: the default of 1 bit, not what stands in its place.
    matrix.add("no-bits.tif", data.replace(entry + b"\1", struct.pack("<HHI", 258, 3, 0) + b"\x1f"), (grey >> 7) * 255)
    picture = Image.fromarray(rgb)
    for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate"):
        file = io.BytesIO()
        picture.convert("YCbCr").save(file, "TIFF", compression=None if compression == "raw" else compression)
        matrix.add(f"ycbcr-{compression}.tif", file.getvalue(), rgb, 3)
    file = io.BytesIO()
    picture.convert("YCbCr").save(file, "TIFF", compression="zstd")
    matrix.add("ycbcr-zstd.tif", file.getvalue(), refusal="^a TIFF with YCbCr values in zstd compression")
    file = io.BytesIO()
    picture.convert("LAB").save(file, "TIFF", compression="jpeg")
    matrix.add("cielab-jpeg.tif", file.getvalue(), refusal="^a TIFF with CIELab values in JPEG")
    file = io.BytesIO()
    tifffile.imwrite(file, np.stack([rgb, rgb[::-1]]), photometric="rgb")
    matrix.add("pages.tif", file.getvalue(), rgb)
    for samples, name in ((rgb, "rgb"), (grey, "grey")):
        data = tiff(samples.astype(int), 8, RGB if name == "rgb" else GREY, OLD_ZSTD, (16, 16), predictor=2)
        matrix.add(f"old-zstd-{name}.tif", data, samples)
    for subsampling in ((1, 1), (2, 1), (2, 2)):
        for tile in (None, (32, 32)):
            file = io.BytesIO()
            tifffile.imwrite(file, rgb, photometric="ycbcr", compression="jpeg", subsampling=subsampling, tile=tile,
                             compressionargs={"level": 95})  # fmt: skip
            seen = np.asarray(Image.open(io.BytesIO(file.getvalue())).convert("RGB"))
            matrix.add(f"jpeg-{subsampling[0]}{subsampling[1]}{'-tiles' * bool(tile)}.tif", file.getvalue(), seen, 2)


def damaged_tiffs(matrix):
    """Data that end early or are damaged in one strip or tile: never an image with a part in black."""
    kinds = tiff_kinds(21, 18)
    for kind, layout in itertools.product(("grey4", "grey8", "grey16", "rgb8", "cmyk8"), ({"rows": 6}, {"tile": (16, 16)})):
        samples, bits, photometric, extra, expected, tolerance = kinds[kind]
        for compression in (NONE, LZW, DEFLATE, PACKBITS, ZSTD):
            name = f"{kind}-{'tiles' if 'tile' in layout else 'strips'}-{compression}.tif"
            size = 325 if "tile" in layout else 279
            where = 324 if "tile" in layout else 273
            data = tiff(samples, bits, photometric, compression, extra=extra, **layout)
            with tifffile.TiffFile(io.BytesIO(data)) as file:
                tags = {tag: (file.pages[0].tags[tag].valueoffset, file.pages[0].tags[tag].value) for tag in (where, size)}
            for fault, tag, change in (("cut", size, lambda v: v // 2), ("outside", where, lambda v: len(data) + 9)):
                broken = bytearray(data)
                at, values = tags[tag]
                struct.pack_into("<I", broken, at + 4, change(values[1]))
                if fault == "cut" and compression == NONE:
                    # The size follows from the layout, and the bytes are in the file: read as Pillow does.
                    matrix.add(f"short-count-{name}", bytes(broken), expected, tolerance)
                else:
                    matrix.add(f"{fault}-{name}", bytes(broken), refusal="truncated|damaged")
            if compression == DEFLATE:
                broken = bytearray(data)
                first = tags[where][1][1]
                broken[first + 2 : first + 6] = b"\xff" * 4
                matrix.add(f"changed-{name}", bytes(broken), refusal="truncated|damaged")


def lab_tiffs(matrix):
    """CIELab: the judge is Little CMS, which adapts the white of D50 to that of sRGB."""
    rgb = image(21, 18)
    rgb[:, :16] = np.linspace(0, 255, 16)[None, :, None].astype("u1")
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    there = ImageCms.profileToProfile(Image.fromarray(rgb), srgb, lab, outputMode="LAB")
    back = np.asarray(ImageCms.profileToProfile(there, lab, srgb, outputMode="RGB"))
    stored = np.asarray(there).astype(int)
    # Pillow keeps a and b as TIFF's CIELab does, signed. ICCLab adds 128.
    offset = stored.copy()
    offset[..., 1:] = (stored[..., 1:] + 128) % 256
    for layout, options in LAYOUTS.items():
        for compression in (NONE, DEFLATE):
            data = tiff(stored, 8, CIELAB, compression, **options)
            seen = np.asarray(Image.open(io.BytesIO(data))) if layout == "strip" and compression == NONE else stored
            assert (seen == stored).all()
            matrix.add(f"cielab-{layout}-{compression}.tif", data, back, 6)
    matrix.add("icclab-strip.tif", tiff(offset, 8, ICCLAB), back, 6)
    matrix.add("itulab-strip.tif", tiff(stored, 8, ITULAB), refusal="ITULab")
    wide = stored.copy()
    wide[..., 0] = stored[..., 0] * 257
    wide[..., 1:] = stored[..., 1:] * 256  # two's complement, upper byte
    matrix.add("cielab16-strip.tif", tiff(wide, 16, CIELAB), back, 6)


def ccitt_and_jpeg(matrix):
    """Pillow's libtiff writes these."""
    rgb = image(21, 18)
    bilevel = Image.fromarray((rgb[..., 0] > 127).astype("u1") * 255).convert("1")
    for compression in ("group3", "group4", "tiff_ccitt"):
        file = io.BytesIO()
        bilevel.save(file, "TIFF", compression=compression)
        matrix.add(f"ccitt-{compression}.tif", file.getvalue(), np.asarray(bilevel.convert("RGB")), EXACT)
    for mode in ("L", "RGB"):
        file = io.BytesIO()
        Image.fromarray(rgb).convert(mode).save(file, "TIFF", compression="jpeg", quality=95)
        matrix.add(f"jpeg-{mode}.tif", file.getvalue(), np.asarray(Image.open(file).convert("RGB")), 3)
    for tile in (None, (16, 16)):
        for photometric in ("rgb", "ycbcr"):
            file = io.BytesIO()
            tifffile.imwrite(file, rgb, photometric=photometric, compression="jpeg", tile=tile, compressionargs={"level": 95})
            seen = np.asarray(Image.open(file).convert("RGB"))
            matrix.add(f"jpeg-{photometric}-{'tiles' if tile else 'strip'}.tif", file.getvalue(), seen, 3)


def pnms(matrix):
    """A sample is a share of maxval: v * 255 / maxval, as netpbm and Pillow have it."""
    rgb = image(13, 9)
    for maxval in (1, 2, 15, 31, 100, 254, 255, 256, 1023, 4095, 65534, 65535):
        tolerance = EXACT if maxval == 255 else ROUNDED
        for kind, planes, tuple_type in (("P5", 1, "GRAYSCALE"), ("P6", 3, "RGB"), ("P2", 1, ""), ("P3", 3, "")):
            values = np.round(rgb[..., :planes] / 255 * maxval).astype(int)
            values[0, 0], values[0, 1] = maxval, 0
            expected = values * 255 / maxval
            head = f"{kind}\n# made by hand\n13 9 # size\n{maxval}\n"
            if kind in ("P2", "P3"):
                text = head + "\n".join(" ".join(map(str, row.ravel())) for row in values) + "\n"
                matrix.add(f"{kind}-maxval-{maxval}.pnm", text.encode(), expected, tolerance)
                continue
            raw = values.astype(">u2" if maxval > 255 else "u1").tobytes()
            matrix.add(f"{kind}-maxval-{maxval}.pnm", head.encode() + raw, expected, tolerance)
            for alpha in (False, True):
                samples = np.concatenate([values, values[..., :1]], 2) if alpha else values
                name = tuple_type + "_ALPHA" * alpha
                head_pam = (f"P7\nWIDTH 13\n# made by hand\nHEIGHT 9\nDEPTH {samples.shape[2]}\nMAXVAL {maxval}\n"
                            f"TUPLTYPE {name}\nENDHDR\n")  # fmt: skip
                raw = samples.astype(">u2" if maxval > 255 else "u1").tobytes()
                matrix.add(f"P7-{name}-maxval-{maxval}.pam", head_pam.encode() + raw, expected, tolerance)
    values = np.array([[[0], [100], [200]]])
    matrix.add("P5-above-maxval.pgm", b"P5 3 1 100\n" + values.astype("u1").tobytes(), [[[0], [255], [255]]])
    matrix.add("P5-maxval-0.pgm", b"P5 3 1 0\n\0\0\0", refusal="largest value|maxval")
    matrix.add("P5-maxval-65536.pgm", b"P5 3 1 65536\n\0\0\0\0\0\0", refusal="largest value|maxval")
    for maxval in (100, 255, 4095, 65535):
        data = f"P6 3 2 {maxval}\n".encode() + b"\1" * (17 if maxval < 256 else 35)
        matrix.add(f"P6-cut-{maxval}.ppm", data, refusal="truncated")
    matrix.add("P2-cut.pgm", b"P2 2 2 10\n1 10 10", refusal="truncated")
    matrix.add("P7-cut.pam", b"P7\nWIDTH 4\nHEIGHT 1\nDEPTH 1\nMAXVAL 9\nENDHDR\n123", refusal="truncated")
    matrix.add("P7-cmyk.pam", b"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 9\nTUPLTYPE CMYK\nENDHDR\n1234", refusal="PAM")
    bilevel = rgb[..., :1] > 127
    matrix.add("P4.pbm", b"P4\n13 9\n" + np.packbits(bilevel[..., 0], axis=1).tobytes(), (1 - bilevel) * 255)
    text = "P1\n13 9\n" + "\n".join(" ".join(map(str, row.ravel().astype(int))) for row in bilevel)
    matrix.add("P1.pbm", text.encode(), (1 - bilevel) * 255)


def png(samples, bits, color, before=b"", end=True):
    height, width = samples.shape[:2]
    rows = pack(samples, bits, ">")
    stride = len(rows) // height
    raw = b"".join(b"\0" + rows[i * stride : (i + 1) * stride] for i in range(height))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + before + chunk(b"IDAT", zlib.compress(raw)) + (chunk(b"IEND", b"") if end else b"")


def exif(orientation):
    return b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0" + bytes([orientation, 0, 0, 0]) + b"\0\0\0\0"


def pngs(matrix):
    rgb = image(21, 13)
    grey = rgb[..., :1].astype(int)
    alpha = np.concatenate([rgb, 255 - rgb[..., :1]], 2)
    kinds = {
        "grey1": (grey >> 7, 1, 0, (grey >> 7) * 255, EXACT), "grey2": (grey >> 6, 2, 0, (grey >> 6) * 85, EXACT),
        "grey4": (grey >> 4, 4, 0, (grey >> 4) * 17, EXACT), "grey8": (grey, 8, 0, grey, EXACT),
        "grey16": (grey * 257, 16, 0, grey, ROUNDED), "rgb8": (rgb, 8, 2, rgb, EXACT),
        "rgb16": (rgb.astype(int) * 257, 16, 2, rgb, ROUNDED), "rgba8": (alpha, 8, 6, rgb, EXACT),
        "rgba16": (alpha.astype(int) * 257, 16, 6, rgb, ROUNDED),
        "greyalpha8": (alpha[..., [0, 3]], 8, 4, grey, EXACT),
        "greyalpha16": (alpha[..., [0, 3]].astype(int) * 257, 16, 4, grey, ROUNDED),
    }  # fmt: skip
    for name, (samples, bits, color, expected, tolerance) in kinds.items():
        matrix.add(f"{name}.png", png(samples, bits, color), expected, tolerance)
    matrix.add("no-end.png", png(rgb, 8, 2, end=False), rgb)
    matrix.add("two-rows-less.png", png(np.concatenate([rgb[:-2]]), 8, 2).replace(  # the height is that of all rows
        chunk(b"IHDR", struct.pack(">IIBBBBB", 21, 11, 8, 2, 0, 0, 0)),
        chunk(b"IHDR", struct.pack(">IIBBBBB", 21, 13, 8, 2, 0, 0, 0))), refusal="truncated|damaged")  # fmt: skip
    for orientation in range(1, 9):
        expected = upright(rgb, orientation)
        matrix.add(f"exif-{orientation}.png", png(rgb, 8, 2, chunk(b"eXIf", exif(orientation))), expected)
        block = b"Exif\0\0" + exif(orientation)
        text = b"\nexif\n%8d\n" % len(block) + b"\n".join(
            block.hex().encode()[i : i + 72] for i in range(0, 2 * len(block), 72)) + b"\n"  # fmt: skip
        raw = b"Raw profile type exif\0"
        matrix.add(f"raw-exif-{orientation}.png", png(rgb, 8, 2, chunk(b"zTXt", raw + b"\0" + zlib.compress(text))), expected)
        if orientation in (1, 6):
            matrix.add(f"raw-exif-text-{orientation}.png", png(rgb, 8, 2, chunk(b"tEXt", raw + text)), expected)
            file = io.BytesIO(png(rgb, 8, 2, chunk(b"tEXt", raw + text)))
            assert Image.open(file).getexif().get(0x112) == orientation


def bmps(matrix):
    rgb = image(21, 13)
    five = rgb.astype(int) >> 3
    white = five.copy()
    white[0, 0] = 31

    def bmp(bits, rows, masks=None):
        stride = [row + b"\0" * (-len(row) % 4) for row in rows[::-1]]
        head = 14 + 40 + (12 if masks else 0)
        size = head + sum(map(len, stride))
        return (b"BM" + struct.pack("<IHHI", size, 0, 0, head) + struct.pack("<IiiHHIIiiII", 40, 21, 13, 1, bits,
                3 if masks else 0, 0, 0, 0, 0, 0) + (struct.pack("<III", *masks) if masks else b"") + b"".join(stride))  # fmt: skip

    def packed(red, green, blue, shifts):
        return [row.astype("<u2").tobytes() for row in (red << shifts[0]) | (green << shifts[1]) | blue]

    eight = white * 255 / 31
    matrix.add("bgr555.bmp", bmp(16, packed(white[..., 0], white[..., 1], white[..., 2], (10, 5))), eight, ROUNDED)
    masks = (0x7C00, 0x3E0, 0x1F)
    matrix.add("bgr555-masks.bmp", bmp(16, packed(white[..., 0], white[..., 1], white[..., 2], (10, 5)), masks), eight, ROUNDED)
    six = rgb.astype(int)[..., 1] >> 2
    six[0, 0] = 63
    expected = np.stack([eight[..., 0], six * 255 / 63, eight[..., 2]], -1)
    masks = (0xF800, 0x7E0, 0x1F)
    matrix.add("bgr565.bmp", bmp(16, packed(white[..., 0], six, white[..., 2], (11, 5)), masks), expected, ROUNDED)
    matrix.add("bgr24.bmp", bmp(24, [row[:, ::-1].tobytes() for row in rgb]), rgb)
    for mode in ("1", "L", "P", "RGB", "RGBA"):
        picture = Image.fromarray(rgb).convert(mode)
        file = io.BytesIO()
        picture.save(file, "BMP")
        matrix.add(f"pillow-{mode}.bmp", file.getvalue(), np.asarray(picture.convert("RGB")))


def jpegs(matrix):
    rgb = image(21, 18)
    for mode in ("L", "RGB", "CMYK"):
        for progressive in (False, True):
            file = io.BytesIO()
            Image.fromarray(rgb).convert(mode).save(file, "JPEG", quality=92, progressive=progressive)
            name = f"{mode}{'-progressive' * progressive}.jpg"
            matrix.add(name, file.getvalue(), np.asarray(Image.open(file).convert("RGB")), 2)
    grey = np.ascontiguousarray(rgb[..., 0])
    for name, pixels in (("grey", grey), ("rgb", rgb)):
        data = imagecodecs.ljpeg_encode(grey) if name == "grey" else imagecodecs.jpeg8_encode(rgb, lossless=True)
        expected = grey[..., None] if name == "grey" else rgb
        matrix.add(f"lossless-{name}.jpg", data, expected, EXACT)
    for orientation in range(1, 9):
        file = io.BytesIO()
        Image.fromarray(rgb).save(file, "JPEG", quality=92, exif=b"Exif\0\0" + exif(orientation))
        seen = np.asarray(Image.open(file).convert("RGB"))
        matrix.add(f"exif-{orientation}.jpg", file.getvalue(), upright(seen, orientation), 2)


def damaged_pixels(matrix):
    """Damage that libpng, libjpeg and libtiff report in a line of their own; the last two fill in pixels, and Pillow reads most."""
    rgb = image(64, 40)

    def changed(data, at, value):
        return data[:at] + bytes([value]) + data[at + 1 :]

    rows = b"".join(b"\0" + row.tobytes() for row in rgb)
    packed = zlib.compress(rows)
    start = b"\x89PNG\r\n\x1a\n"

    def png_of(data, height=40, depth=8):
        return start + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, height, depth, 2, 0, 0, 0)) + chunk(b"IDAT", data) + chunk(b"IEND", b"")

    matrix.add("damaged-filter.png", png_of(zlib.compress(changed(rows, 193 * 7, 9))), refusal="^damaged PNG: bad adaptive filter")
    matrix.add("damaged-rows.png", png_of(packed, height=41), refusal="^damaged PNG: Not enough image data$")
    matrix.add("damaged-sum.png", png_of(changed(packed, len(packed) - 1, packed[-1] ^ 1)), refusal="^damaged PNG: IDAT: incorrect data check$")
    matrix.add("damaged-depth.png", png_of(packed, depth=3), refusal="^damaged PNG: Invalid IHDR data$")
    matrix.add("more-rows.png", png_of(packed, height=39), rgb[:39])

    def jpeg_of(**options):
        file = io.BytesIO()
        Image.fromarray(rgb).save(file, "JPEG", quality=92, **options)
        return file.getvalue()

    for name, options in (("", {}), ("-progressive", {"progressive": True}), ("-restarts", {"restart_marker_blocks": 1})):
        data = jpeg_of(**options)
        seen = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
        pixels = data.index(b"\xff\xda") + 14
        half = (pixels + len(data)) // 2
        end = "^damaged JPEG" if "progressive" in name else "^damaged JPEG: (premature end of data|found marker)"
        matrix.add(f"damaged-rest{name}.jpg", data[:half] + b"\xff\xd9", refusal=end)
        matrix.add(f"truncated{name}.jpg", data[:half], refusal="^truncated JPEG")
        matrix.add(f"no-end{name}.jpg", data[:-2], refusal="^truncated JPEG")
        if name:
            matrix.add(f"damaged-middle{name}.jpg", data[:half] + b"\x6d\xb6\xdb" * 20 + data[half + 60 :], refusal="^damaged JPEG")
        # These have all pixels.
        matrix.add(f"extra-bytes{name}.jpg", data[:-2] + b"\0" * 7 + data[-2:], seen, 2)
        matrix.add(f"trailing{name}.jpg", data + b"abc" * 9, seen, 2)
        matrix.add(f"version{name}.jpg", data.replace(b"JFIF\0\1", b"JFIF\0\x09"), seen, 2)
    data = jpeg_of(restart_marker_blocks=1)
    marks = [i for i in range(len(data) - 1) if data[i] == 0xFF and 0xD0 <= data[i + 1] <= 0xD7]
    matrix.add("damaged-lost.jpg", data[: marks[3]] + data[marks[5] :], refusal="^damaged JPEG: found marker 0xd5 instead of RST3$")
    bilevel = Image.fromarray((image(64, 40)[..., 0] + np.arange(64) % 7 * 9 > 160).astype("u1") * 255).convert("1")
    for mode, compression in ((bilevel, "group3"), (bilevel, "group4"), (bilevel, "tiff_ccitt"), (Image.fromarray(rgb), "jpeg")):
        file = io.BytesIO()
        mode.save(file, "TIFF", compression=compression)
        data = file.getvalue()
        with tifffile.TiffFile(io.BytesIO(data)) as opened:
            first, count = opened.pages[0].dataoffsets[0], opened.pages[0].databytecounts[0]
        middle = first + count // 2
        matrix.add(f"damaged-{compression}.tif", data[:middle] + b"\x10\x42" * 8 + data[middle + 16 :], refusal="^damaged TIFF: ")
        assert len(np.asarray(Image.open(io.BytesIO(data)))) == 40


def webps_and_gifs(matrix):
    rgb = image(21, 18)
    for orientation in (1, 2, 6, 7):
        file = io.BytesIO()
        Image.fromarray(rgb).save(file, "WEBP", lossless=True, exif=exif(orientation))
        matrix.add(f"exif-{orientation}.webp", file.getvalue(), upright(rgb, orientation))
    file = io.BytesIO()
    picture = Image.fromarray(rgb).convert("P")
    picture.save(file, "GIF", interlace=0)
    matrix.add("plain.gif", file.getvalue(), np.asarray(Image.open(file).convert("RGB")))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--long", type=Path, metavar="FOLDER", help="the full product, into this folder")
    whole = arguments.parse_args().long
    from image_matrix_formats import add_formats  # which uses this module

    matrix = Matrix()
    add_formats(matrix)
    for part in (fixed_tiffs, pnms, pngs, bmps, jpegs, damaged_pixels, webps_and_gifs):
        part(matrix)
    tiffs(matrix, whole is not None)
    matrix.write(whole or FOLDER)


if __name__ == "__main__":
    main()
