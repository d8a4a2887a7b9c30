"""The parts of image_matrix.py for formats other than TIFF: every layout of pixels that a format has, on small images."""

import io
import struct
import zlib

import imagecodecs
import numpy as np
from image_samples import EXACT, ROUNDED, chunk, image, pack
from PIL import Image, ImageOps, TiffImagePlugin

# Adam7: first column and row, and steps, of each pass.
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def add_formats(matrix):
    for part in (pngs, bmps, gifs, webps, jpegs, orientations):
        part(matrix)


def saved(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def seen(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def filtered(samples, bits, first):
    """Rows of PNG with the five filters in turn."""
    height, width = samples.shape[:2]
    if height == 0 or width == 0:
        return b""
    back = max(1, samples.shape[2] * bits // 8)
    raw = pack(samples, bits, ">")
    stride = len(raw) // height
    above, rows = np.zeros(stride, int), b""
    for y in range(height):
        row = np.frombuffer(raw[y * stride : (y + 1) * stride], "u1").astype(int)
        left, corner = (np.concatenate([np.zeros(back, int), r])[:stride] for r in (row, above))
        guess = left + above - corner
        a, b, c = abs(guess - left), abs(guess - above), abs(guess - corner)
        paeth = np.where((a <= b) & (a <= c), left, np.where(b <= c, above, corner))
        kind = (y + first) % 5
        predicted = (0 * row, left, above, (left + above) // 2, paeth)[kind]
        rows += bytes([kind]) + ((row - predicted) % 256).astype("u1").tobytes()
        above = row
    return rows


def png(samples, bits, color, interlaced, before=b"", split=0):
    passes = PASSES if interlaced else ((0, 0, 1, 1),)
    data = zlib.compress(b"".join(filtered(samples[y::dy, x::dx], bits, 1) for x, y, dx, dy in passes))
    height, width = samples.shape[:2]
    step = split or len(data)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, interlaced)) + before
            + b"".join(chunk(b"IDAT", data[i : i + step]) for i in range(0, len(data), step)) + chunk(b"IEND", b""))  # fmt: skip


def pngs(matrix):
    table = np.random.default_rng(1).integers(0, 256, (256, 3)).astype("u1")
    for width, height in ((21, 13), (3, 2), (1, 1)):
        rgb = image(width, height)
        grey = rgb[..., :1].astype(int)
        alpha = np.concatenate([rgb, 255 - rgb[..., :1]], 2).astype(int)
        kinds = {}
        for bits in (1, 2, 4, 8):
            few = grey >> (8 - bits)
            kinds[f"grey{bits}"] = few, bits, 0, few * 255 // ((1 << bits) - 1)
            kinds[f"palette{bits}"] = few, bits, 3, table[few[..., 0]]
        for bits, scale in ((8, 1), (16, 257)):
            kinds[f"rgb{bits}"] = rgb.astype(int) * scale, bits, 2, rgb
            kinds[f"greyalpha{bits}"] = alpha[..., [0, 3]] * scale, bits, 4, grey
            kinds[f"rgba{bits}"] = alpha * scale, bits, 6, rgb
        kinds["grey16"] = grey * 257, 16, 0, grey
        for name, (samples, bits, color, expected) in kinds.items():
            samples = samples.astype(int)
            colors = chunk(b"PLTE", table[: 1 << bits].tobytes()) if color == 3 else b""
            variants = {"": b""}
            if width == 21:
                transparent = {0: b"\0\1", 2: b"\0\1\0\2\0\3", 3: b"\0\x80"}.get(color, b"")
                if transparent:
                    variants["-trns"] = chunk(b"tRNS", transparent)
                variants["-gama"] = chunk(b"gAMA", struct.pack(">I", 100000))
                depth = min(5, bits) if color != 3 else 5
                variants["-sbit"] = chunk(b"sBIT", bytes([depth] * {0: 1, 2: 3, 3: 3, 4: 2, 6: 4}[color]))
            for variant, extra in variants.items():
                for interlaced in (0,) if variant else (0, 1):
                    data = png(samples, bits, color, interlaced, colors + extra, split=9 if variant else 0)
                    name_of = f"all-{name}{variant}{'-interlaced' * interlaced}-{width}.png"
                    matrix.add(name_of, data, expected, ROUNDED if bits == 16 else EXACT)
    frames = [Image.fromarray(np.roll(image(21, 13), i, 0)) for i in range(3)]
    for default in (False, True):
        data = saved(frames[0], "PNG", save_all=True, append_images=frames[1:], default_image=default)
        matrix.add(f"animated{'-default' * default}.png", data, image(21, 13))


def bmps(matrix):
    rgb = image(21, 13)
    grey = rgb[..., 0].astype(int)
    table = np.random.default_rng(1).integers(0, 256, (256, 3)).astype("u1")

    def bmp(bits, rows, compression=0, masks=b"", colors=b"", header=40, down=False, used=0, data=None):
        lines = [row + b"\0" * (-len(row) % 4) for row in rows]
        data = b"".join(lines if down else lines[::-1]) if data is None else data
        if header == 12:
            head = struct.pack("<IHHHH", 12, 21, 13, 1, bits)
        else:
            head = struct.pack("<IiiHHIIiiII", header, 21, -13 if down else 13, 1, bits, compression, len(data), 0, 0, used, 0) + masks
            head = head.ljust(header, b"\0")
        start = 14 + len(head) + len(colors)
        return b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + head + colors + data

    def indexed(bits):
        few = grey >> (8 - bits)
        return few, [np.packbits((row[:, None] >> np.arange(bits - 1, -1, -1) & 1).ravel().astype("u1")).tobytes() for row in few]

    four = np.concatenate([table[:, ::-1], np.zeros((256, 1), "u1")], 1)
    for down in (False, True):
        end = "-down" * down + ".bmp"
        matrix.add("rgb24" + end, bmp(24, [row[:, ::-1].tobytes() for row in rgb], down=down), rgb)
        with_fourth = [np.concatenate([row[:, ::-1], row[:, :1]], 1).tobytes() for row in rgb]
        matrix.add("rgb32" + end, bmp(32, with_fourth, down=down), rgb)
        for bits in (1, 4, 8):
            few, rows = indexed(bits)
            data = bmp(bits, rows, colors=four[: 1 << bits].tobytes(), down=down)
            matrix.add(f"palette{bits}{end}", data, table[few])
        for name, shifts in (("bgrx", (16, 8, 0)), ("rgbx", (0, 8, 16)), ("xbgr", (24, 16, 8)), ("xrgb", (8, 16, 24))):
            pixels = [sum(row[:, c].astype("u4") << shifts[c] for c in range(3)).astype("<u4").tobytes() for row in rgb]
            masks = struct.pack("<III", *(255 << shift for shift in shifts))
            for header in (40, 56, 108, 124):
                matrix.add(f"masks32-{name}-{header}{end}", bmp(32, pixels, 3, masks, header=header, down=down), rgb)
        values = rgb.astype("u2")
        six = [((v[:, 0] >> 3 << 11) | (v[:, 1] >> 2 << 5) | (v[:, 2] >> 3)).astype("<u2").tobytes() for v in values]
        expected = np.stack([(rgb[..., 0] >> 3) * (255 / 31), (rgb[..., 1] >> 2) * (255 / 63), (rgb[..., 2] >> 3) * (255 / 31)], -1)
        for header in (40, 56, 108, 124):
            data = bmp(16, six, 3, struct.pack("<III", 0xF800, 0x7E0, 0x1F), header=header, down=down)
            matrix.add(f"masks16-{header}{end}", data, expected, ROUNDED)
        ten = [((v[:, 0].astype("u4") << 22) | (v[:, 1].astype("u4") << 12) | (v[:, 2].astype("u4") << 2)).astype("<u4").tobytes() for v in values]
        masks = struct.pack("<III", 0x3FF00000, 0xFFC00, 0x3FF)
        matrix.add("masks-10-bits" + end, bmp(32, ten, 3, masks, down=down), rgb * (4 * 255 / 1023), ROUNDED)
    matrix.add("os2-24.bmp", bmp(24, [row[:, ::-1].tobytes() for row in rgb], header=12), rgb)
    for bits in (1, 4, 8):
        few, rows = indexed(bits)
        matrix.add(f"os2-{bits}.bmp", bmp(bits, rows, colors=table[: 1 << bits, ::-1].tobytes(), header=12), table[few])
    matrix.add("two-bits.bmp", bmp(2, indexed(2)[1], colors=four[:4].tobytes()), refusal="^a BMP with 2 bits per pixel")
    gap = struct.pack("<III", 0xF0F, 0xF0, 0xF000)
    matrix.add("masks-with-gap.bmp", bmp(16, [bytes(42)] * 13, 3, gap), refusal="^damaged BMP: .*f0f")
    matrix.add("masks-cut.bmp", bmp(16, [bytes(42)] * 12), refusal="^truncated BMP")

    def runs(row, bits):
        """Literals of at most 5, and single pixels, which are runs of one."""
        packed = b""
        for x in range(0, len(row), 5):
            part = [int(v) for v in row[x : x + 5]]
            if len(part) < 3:
                packed += b"".join(bytes([1, v << (8 - bits)]) for v in part)
                continue
            if bits == 4:
                literal = bytes(part[i] << 4 | (part[i + 1] if i + 1 < len(part) else 0) for i in range(0, len(part), 2))
            else:
                literal = bytes(part)
            packed += bytes([0, len(part)]) + literal + b"\0" * (len(literal) % 2)
        return packed + b"\0\0"

    for bits, compression in ((8, 1), (4, 2)):
        few = grey >> (8 - bits)
        data = b"".join(runs(row, bits) for row in few[::-1]) + b"\0\1"
        matrix.add(f"runs{bits}.bmp", bmp(bits, [], compression, colors=four[: 1 << bits].tobytes(), data=data), table[few])


def gifs(matrix):
    rgb = image(21, 13)
    picture = Image.fromarray(rgb)

    def moved(data, width, height, left, top, background=0, transparent=None):
        """Another size of the screen, and position of the frame."""
        data = bytearray(data)
        struct.pack_into("<HH", data, 6, width, height)
        data[11] = background
        at = 13 + (3 * (2 << (data[10] & 7)) if data[10] & 0x80 else 0)
        while data[at] == 0x21:
            at += 2
            while data[at]:
                at += data[at] + 1
            at += 1
        struct.pack_into("<HH", data, at + 1, left, top)
        control = b"" if transparent is None else b"\x21\xf9\x04\x01\0\0" + bytes([transparent]) + b"\0"
        return bytes(data[:at]) + control + bytes(data[at:])

    def add(name, data):
        matrix.add(name + ".gif", data, seen(data))

    for colors in (2, 16, 200, 256):
        for interlace in (0, 1):
            for options in ({}, {"transparency": 1}):
                name = f"{colors}{'-interlaced' * interlace}{'-transparent' * len(options)}"
                add(name, saved(picture.quantize(colors), "GIF", interlace=interlace, **options))
    frames = [Image.fromarray(np.roll(rgb, i, 0)) for i in range(3)]
    animated = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], disposal=2)
    add("animated", animated)
    add("animated-cut", animated[: len(animated) * 2 // 3])
    still = saved(picture.quantize(16), "GIF", interlace=0)
    add("offset", moved(still, 26, 17, 3, 2))
    add("offset-background", moved(still, 26, 17, 3, 2, background=5))
    add("offset-transparent", moved(still, 26, 17, 3, 2, background=5, transparent=2))
    add("beyond-screen", moved(still, 19, 12, 0, 0))
    add("no-trailer", still[:-1])
    add("trailing", still + b"abc")
    add("87a", b"GIF87a" + still[6:])
    add("grey", saved(picture.convert("L"), "GIF"))
    for percent in (50, 90):
        matrix.add(f"cut-{percent}.gif", still[: 61 + (len(still) - 61) * percent // 100], refusal="^truncated or damaged GIF")
    matrix.add("no-image.gif", still[:61] + b";", refusal="without an image|truncated")


def webps(matrix):
    rgb = image(21, 13)
    alpha = np.concatenate([rgb, 255 - rgb[..., :1]], 2)
    for name, options in (("lossy", {"quality": 95}), ("lossless", {"lossless": True})):
        data = saved(Image.fromarray(rgb), "WEBP", **options)
        matrix.add(f"{name}.webp", data, seen(data))
        data = saved(Image.fromarray(alpha), "WEBP", exact=True, **options)
        matrix.add(f"{name}-alpha.webp", data, seen(data))
        frames = [Image.fromarray(np.roll(rgb, i, 0)) for i in range(3)]
        data = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], **options)
        matrix.add(f"{name}-animated.webp", data, seen(data))
    data = saved(Image.fromarray(rgb), "WEBP", lossless=True)
    matrix.add("cut.webp", data[:-9], refusal="^truncated WebP")


def jpegs(matrix):
    for width, height in ((21, 13), (64, 48)):
        rgb = image(width, height)
        picture = Image.fromarray(rgb)
        for sampling in ("4:4:4", "4:2:2", "4:2:0"):
            for progressive, restart in ((False, 0), (True, 0), (False, 3)):
                data = saved(picture, "JPEG", subsampling=sampling, progressive=progressive, restart_marker_blocks=restart, quality=93)
                name = f"{sampling.replace(':', '')}{'-progressive' * progressive}{'-restarts' * bool(restart)}-{width}.jpg"
                matrix.add(name, data, seen(data), EXACT)
        for sampling in ("411", "440"):
            data = imagecodecs.jpeg8_encode(rgb, level=93, subsampling=sampling)
            matrix.add(f"{sampling}-{width}.jpg", data, seen(data), EXACT)
    rgb = image(21, 13)
    plain = saved(Image.fromarray(rgb), "JPEG", quality=95)
    start = plain.index(b"\xff\xe0")
    bare = plain[:start] + plain[start + 18 :]
    adobe = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0"
    variants = {"no-jfif": bare, "rgb-ids": saved(Image.fromarray(rgb), "JPEG", quality=95, keep_rgb=True)}
    for transform in (0, 1, 2):
        variants[f"adobe-{transform}"] = bare[:2] + adobe + bytes([transform]) + bare[2:]
        variants[f"jfif-adobe-{transform}"] = plain[:2] + adobe + bytes([transform]) + plain[2:]
    for name, data in variants.items():
        matrix.add(f"{name}.jpg", data, seen(data), EXACT)
    inks = np.ascontiguousarray(np.concatenate([rgb, rgb[:, ::-1, 1:2] // 3], 2))
    for colors in ("CMYK", "YCCK"):
        data = imagecodecs.jpeg8_encode(inks, level=95, colorspace="CMYK", outcolorspace=colors)
        matrix.add(f"{colors}-adobe.jpg", data, seen(data), 2)
    for predictor in range(1, 8):
        data = imagecodecs.jpeg8_encode(rgb, lossless=True, predictor=predictor)
        matrix.add(f"lossless-{predictor}.jpg", data, rgb)
    deep = imagecodecs.jpeg8_encode(rgb.astype("u2") * 16, bitspersample=12)
    matrix.add("12-bits.jpg", deep, refusal="^a JPEG with 12 bits per sample; only 8 are supported")
    matrix.add("jpeg-ls.jpg", imagecodecs.jpegls_encode(rgb), refusal="^JPEG-LS is not supported")
    matrix.add("float.pfm", b"PF\n21 13\n-1.0\n" + rgb.astype("<f4").tobytes(), refusal="^PFM is not supported")


XMP = (b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
       b' xmlns:tiff="http://ns.adobe.com/tiff/1.0/"%s</rdf:RDF></x:xmpmeta>')  # fmt: skip


def xmp(orientation, element=False):
    declared = b"><tiff:Orientation>%d</tiff:Orientation></rdf:Description>" if element else b' tiff:Orientation="%d"/>'
    return XMP % (declared % orientation)


def exif(*fields, order="<", start=8, prefix=b""):
    """EXIF data with fields (tag, type, value): BYTE, SHORT or LONG."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    data = mark + struct.pack(order + "I", start) + b"\0" * (start - 8) + struct.pack(order + "H", len(fields))
    for tag, kind, value in fields:
        packed = struct.pack(order + {1: "B", 3: "H", 4: "I"}[kind], value).ljust(4, b"\0")
        data += struct.pack(order + "HHI", tag, kind, 1) + packed
    return prefix + data + b"\0\0\0\0"


def segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def orientations(matrix):
    """EXIF in all forms, and XMP where EXIF has no orientation: the judge is Pillow's exif_transpose."""
    rgb = image(21, 13)
    picture = Image.fromarray(rgb)
    jpeg = saved(picture, "JPEG", quality=95)
    plain = saved(picture, "PNG")
    adobe = b"http://ns.adobe.com/xap/1.0/\0"

    def add(name, data, turned=None):
        found = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        assert turned is None or (found.size == (13, 21)) == turned, name
        matrix.add("turned-" + name, data, np.asarray(found.convert("RGB")), EXACT)

    def jpeg_with(*segments, at=2):
        return jpeg[:at] + b"".join(segments) + jpeg[at:]

    forms = {
        "little": exif((274, 3, 6)), "big": exif((274, 3, 6), order=">"), "long": exif((274, 4, 6)),
        "long-big": exif((274, 4, 8), order=">"), "late": exif((274, 3, 6), start=26), "among": exif((271, 3, 1), (274, 3, 5), (282, 4, 9)),
    }  # fmt: skip
    for name, data in forms.items():
        add(f"{name}.jpg", jpeg_with(segment(0xE1, b"Exif\0\0" + data)), True)
        add(f"{name}.png", plain[:33] + chunk(b"eXIf", data) + plain[33:], True)
        add(f"{name}.webp", saved(picture, "WEBP", lossless=True, exif=data), True)
    add("byte.jpg", jpeg_with(segment(0xE1, b"Exif\0\0" + exif((274, 1, 6)))), False)
    prefixed = b"Exif\0\0" + forms["big"]
    add("prefixed.webp", saved(picture, "WEBP", lossless=True, exif=prefixed), True)
    app1 = segment(0xE1, prefixed)
    frame, scan = jpeg.index(b"\xff\xc0"), jpeg.index(b"\xff\xda")
    for name, at in (("before-frame", frame), ("before-scan", scan)):
        add(f"{name}.jpg", jpeg_with(app1, at=at), True)
    add("end.png", plain[:-12] + chunk(b"eXIf", forms["big"]) + plain[-12:], True)
    for value in (0, 1, 9, 200):
        data = exif((274, 3, value))
        add(f"value-{value}.jpg", jpeg_with(segment(0xE1, b"Exif\0\0" + data), segment(0xE1, adobe + xmp(6))), False)
    for element in (False, True):
        for value in (1, 2, 6, 7):
            name = f"xmp{'-element' * element}-{value}"
            add(f"{name}.jpg", jpeg_with(segment(0xE1, adobe + xmp(value, element))), value > 4)
        packet = xmp(8, element)
        end = "-element" * element
        add(f"xmp{end}.webp", saved(picture, "WEBP", lossless=True, xmp=packet), True)
        text = b"XML:com.adobe.xmp\0\0\0\0\0" + packet
        add(f"xmp{end}.png", plain[:33] + chunk(b"iTXt", text) + plain[33:], True)
        packed = b"XML:com.adobe.xmp\0\1\0en\0name\0" + zlib.compress(packet)
        add(f"xmp{end}-packed.png", plain[:33] + chunk(b"iTXt", packed) + plain[33:], True)
        tagged = TiffImagePlugin.ImageFileDirectory_v2()
        tagged[700] = packet
        tagged.tagtype[700] = 1
        add(f"xmp{end}.tif", saved(picture, "TIFF", compression="tiff_lzw", tiffinfo=tagged))
    without = segment(0xE1, b"Exif\0\0" + exif((271, 3, 1)))
    add("xmp-and-exif-without.jpg", jpeg_with(without, segment(0xE1, adobe + xmp(6))), True)
    add("xmp-and-exif.jpg", jpeg_with(segment(0xE1, b"Exif\0\0" + exif((274, 3, 2))), segment(0xE1, adobe + xmp(6))), False)
    add("xmp-before-exif.jpg", jpeg_with(segment(0xE1, adobe + xmp(6)), segment(0xE1, b"Exif\0\0" + exif((274, 3, 2)))), False)
    add("xmp-and-exif.png", plain[:33] + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(6)) + chunk(b"eXIf", exif((274, 3, 2))) + plain[33:])
