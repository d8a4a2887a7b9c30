"""Small DICOM files and their pixels by pydicom, for the tests of pixio-dicom.

Writes pixio-dicom's src/test/resources/dicom: files made here, and expected.json with the 8-bit pixels of each frame, by pydicom and its
plugins and by the formulas of PS3.3 C.11.2 (windows, compared with pydicom's). pydicom.json has the same of the files that pydicom itself
ships and of the package pydicom-data: means and some pixels, for the test that -Dpixio.dicom.files=FOLDER:FOLDER runs on these files. Needs
pydicom, pydicom-data, pylibjpeg[all], pyjpegls, imagecodecs, numpy, pillow.
"""

import io
import json
import shutil
import warnings
from pathlib import Path

import data_store
import imagecodecs
import jpeg_ls
import numpy as np
import pydicom
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_windowing, pixel_array
from pydicom.sequence import Sequence
from pydicom.uid import (
    UID,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
    RLELossless,
    SecondaryCaptureImageStorage,
)

FOLDER = Path(__file__).resolve().parents[2] / "pixio-dicom" / "src" / "test" / "resources" / "dicom"


def dataset(pixels, photometric, bits, signed=False, syntax=ExplicitVRLittleEndian, frames=1, planar=0, stored=None):
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = syntax
    ds.file_meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
    ds.file_meta.MediaStorageSOPInstanceUID = UID("1.2.3.4")
    ds.SOPClassUID = SecondaryCaptureImageStorage
    ds.SOPInstanceUID = UID("1.2.3.4")
    shape = pixels.shape[1:] if frames > 1 else pixels.shape
    colour = photometric == "RGB" or photometric.startswith("YBR")
    ds.Rows, ds.Columns = (shape[1:] if colour and planar else shape[:2])
    ds.SamplesPerPixel = 3 if colour else 1
    ds.PhotometricInterpretation = photometric
    ds.BitsAllocated = bits
    ds.BitsStored = stored or bits
    ds.HighBit = ds.BitsStored - 1
    ds.PixelRepresentation = int(signed)
    if colour:
        ds.PlanarConfiguration = planar
    if frames > 1:
        ds.NumberOfFrames = frames
    return ds


def put(ds, data):
    ds.PixelData = data if len(data) % 2 == 0 else data + b"\0"
    ds["PixelData"].VR = "OB" if ds.BitsAllocated <= 8 else "OW"
    return ds


def write(name, ds):
    meta = ds.file_meta.TransferSyntaxUID
    ds.save_as(FOLDER / name, implicit_vr=meta == ImplicitVRLittleEndian, little_endian=meta != ExplicitVRBigEndian, enforce_file_format=True)


def files():
    rng = np.random.default_rng(3)
    ct = rng.integers(-200, 900, (5, 7)).astype("<i2")
    ds = put(dataset(ct, "MONOCHROME2", 16, signed=True), ct.tobytes())
    ds.RescaleSlope, ds.RescaleIntercept, ds.WindowCenter, ds.WindowWidth = "2", "-300", ["40", "50"], ["400", "60"]
    write("ct.dcm", ds)
    ds.VOILUTFunction = "SIGMOID"
    write("sigmoid.dcm", ds)
    ds.VOILUTFunction = "LINEAR_EXACT"
    write("exact.dcm", ds)
    grey = rng.integers(0, 256, (4, 6)).astype("u1")
    ds = put(dataset(grey, "MONOCHROME1", 8, syntax=ImplicitVRLittleEndian), grey.tobytes())
    inner = Dataset()
    inner.CodeValue = "x"
    outer = Dataset()
    outer.ConceptNameCodeSequence = Sequence([inner])
    outer["ConceptNameCodeSequence"].is_undefined_length = True
    outer.is_undefined_length_sequence_item = True
    ds.ReferencedImageSequence = Sequence([outer, Dataset()])
    ds["ReferencedImageSequence"].is_undefined_length = True
    ds.add_new(0x00091001, "UN", b"private")
    write("inverted.dcm", ds)
    volume = rng.integers(100, 4000, (3, 4, 5)).astype("<u2")
    write("frames.dcm", put(dataset(volume, "MONOCHROME2", 16, frames=3, stored=12), volume.tobytes()))
    write("big.dcm", put(dataset(volume, "MONOCHROME2", 16, frames=3, syntax=ExplicitVRBigEndian), volume.astype(">u2").tobytes()))
    padded = rng.integers(0, 500, (4, 4)).astype("<i2")
    padded[0, 0] = -2000
    ds = put(dataset(padded, "MONOCHROME2", 16, signed=True), padded.tobytes())
    ds.add_new(0x00280120, "SS", -2000)
    ds.RescaleSlope, ds.RescaleIntercept = "-1.5", "7"
    write("padded.dcm", ds)
    rgb = rng.integers(0, 256, (4, 6, 3)).astype("u1")
    write("rgb.dcm", put(dataset(rgb, "RGB", 8), rgb.tobytes()))
    write("planar.dcm", put(dataset(rgb.transpose(2, 0, 1), "RGB", 8, planar=1), rgb.transpose(2, 0, 1).tobytes()))
    write("ybr.dcm", put(dataset(rgb, "YBR_FULL", 8), rgb.tobytes()))
    shared = rgb.copy()
    shared[:, 1::2, 1:] = shared[:, ::2, 1:]
    packed = np.stack([shared[:, ::2, 0], shared[:, 1::2, 0], shared[:, ::2, 1], shared[:, ::2, 2]], axis=2)
    write("ybr422.dcm", put(dataset(rgb, "YBR_FULL_422", 8), packed.tobytes()))
    two = rng.integers(0, 4, (2, 5, 9, 3)).astype("u1") * 60
    ds = put(dataset(two, "RGB", 8, frames=2), two.tobytes())
    ds.compress(RLELossless, generate_instance_uid=False)
    write("rle.dcm", ds)
    ds = put(dataset(ct, "MONOCHROME2", 16, signed=True), ct.tobytes())
    ds.compress(RLELossless, generate_instance_uid=False)
    write("rle16.dcm", ds)
    index = rng.integers(0, 12, (3, 5)).astype("u1")
    ds = put(dataset(index, "PALETTE COLOR", 8), index.tobytes())
    for number, colour in enumerate(("Red", "Green", "Blue")):
        table = (np.arange(10) * (5000 + 700 * number)).astype("<u2")
        setattr(ds, colour + "PaletteColorLookupTableDescriptor", [10, 1, 16])
        setattr(ds, colour + "PaletteColorLookupTableData", table.tobytes())
    write("palette.dcm", ds)
    masks = rng.integers(0, 2, (3, 3, 5)).astype("u1")
    write("bits.dcm", put(dataset(masks, "MONOCHROME2", 1, frames=3), np.packbits(masks.ravel(), bitorder="little").tobytes()))
    smooth = np.add.outer(np.arange(16) * 7, np.arange(24) * 5).astype("u1")
    for name, picture, photometric in (
        ("jpeg.dcm", smooth, "MONOCHROME2"),
        ("jpegcolour.dcm", np.stack([smooth, smooth.T[:16, :16].repeat(2, 1)[:, :24], 255 - smooth], axis=2), "YBR_FULL_422"),
    ):
        out = io.BytesIO()
        Image.fromarray(picture).save(out, "JPEG", quality=90, subsampling=0)
        ds = dataset(picture, photometric, 8, syntax=JPEGBaseline8Bit)
        ds.PixelData = encapsulate([out.getvalue()])
        ds["PixelData"].VR = "OB"
        write(name, ds)
    shutil.copy(FOLDER / "rgb.dcm", FOLDER / "SLICE7")
    wide_files(np.random.default_rng(5))
    fragmented_files(smooth, two)
    compressed_files(np.random.default_rng(7))


def wide_files(rng):
    wide = rng.integers(-(2**31), 2**31, (4, 5)).astype("<i4")
    write("wide.dcm", put(dataset(wide, "MONOCHROME2", 32, signed=True), wide.tobytes()))
    rgb = rng.integers(0, 2**16, (4, 6, 3)).astype("<u2")
    write("rgb16.dcm", put(dataset(rgb, "RGB", 16), rgb.tobytes()))
    index = rng.integers(0, 12, (3, 5)).astype("u1")
    ds = put(dataset(index, "PALETTE COLOR", 8), index.tobytes())
    for number, colour in enumerate(("Red", "Green", "Blue")):
        table = (np.arange(10) * (20 + 3 * number)).astype("u1")
        setattr(ds, colour + "PaletteColorLookupTableDescriptor", [10, 1, 8])
        setattr(ds, colour + "PaletteColorLookupTableData", table.tobytes())
    write("palette8.dcm", ds)


def jpeg(picture, **options):
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=90, subsampling=0, **options)
    return out.getvalue()


def without_marks(data):
    """Without the segments of JFIF and Adobe, so that only the file says what its components are."""
    kept, at = data[:2], 2
    while data[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        kept += b"" if data[at + 1] in (0xE0, 0xEE) else data[at:end]
        at = end
    return kept + data[at:]


def fragmented(name, ds, frames, fragments, offsets):
    ds.PixelData = encapsulate(frames, fragments_per_frame=fragments, has_bot=offsets)
    ds["PixelData"].VR = "OB"
    write(name, ds)


def fragmented_files(smooth, two):
    frames = [smooth, 255 - smooth, smooth // 2]
    ds = dataset(np.stack(frames), "MONOCHROME2", 8, frames=3, syntax=JPEGBaseline8Bit)
    fragmented("offsets.dcm", ds, [jpeg(frame) for frame in frames], 2, True)
    fragmented("fragments.dcm", dataset(smooth, "MONOCHROME2", 8, syntax=JPEGBaseline8Bit), [jpeg(smooth)], 3, False)
    colour = np.stack([smooth, 255 - smooth, smooth // 2], axis=2)
    for name, data in (
        ("jpegrgb.dcm", jpeg(colour, keep_rgb=True)),
        ("jpegrgbunmarked.dcm", without_marks(jpeg(colour, keep_rgb=True))),
    ):
        fragmented(name, dataset(colour, "RGB", 8, syntax=JPEGBaseline8Bit), [data], 1, True)


def compressed_files(rng):
    def save(name, pixels, photometric, bits, syntax, data, **options):
        ds = dataset(pixels, photometric, bits, syntax=syntax, **options)
        ds.PixelData = encapsulate([bytes(data)])
        ds["PixelData"].VR = "OB"
        write(name, ds)

    grey = rng.integers(0, 2**12, (9, 14)).astype("u2")
    # Neighbours differ by all numbers of 16 bits, also by 32,768.
    signed = rng.integers(-(2**15), 2**15, (9, 14)).astype("i2")
    signed[3, 4:6], signed[5, 2:4], signed[0, 0] = (-(2**15), 0), (100, 100 - 2**15), 0
    rgb = rng.integers(0, 256, (6, 9, 3)).astype("u1")
    smooth = (np.add.outer(np.arange(24) * 60, np.arange(32) * 70)).astype("u2")

    def j2k(pixels, **options):
        return imagecodecs.jpeg2k_encode(pixels, codecformat="j2k", **options)

    save("j2k.dcm", signed, "MONOCHROME2", 16, JPEG2000Lossless, j2k(signed, level=0, reversible=True), signed=True)
    save("j2k12.dcm", grey, "MONOCHROME2", 16, JPEG2000Lossless, j2k(grey, level=0, reversible=True, bitspersample=12), stored=12)
    # The sign is a bit of the number.
    bent = (grey.astype("i2") << 4) >> 4
    save("j2ksign.dcm", bent, "MONOCHROME2", 16, JPEG2000Lossless, j2k(grey, level=0, reversible=True, bitspersample=12), stored=12, signed=True)
    save("j2krgb.dcm", rgb, "YBR_RCT", 8, JPEG2000Lossless, j2k(rgb, level=0, reversible=True, mct=True))
    save("j2kplain.dcm", rgb, "RGB", 8, JPEG2000Lossless, j2k(rgb, level=0, reversible=True, mct=False))
    save("j2klossy.dcm", smooth, "MONOCHROME2", 16, JPEG2000, j2k(smooth, level=60, bitspersample=12), stored=12)
    save("jls.dcm", grey, "MONOCHROME2", 16, JPEGLSLossless, imagecodecs.jpegls_encode(grey), stored=12)
    save("jls16.dcm", signed, "MONOCHROME2", 16, JPEGLSLossless, imagecodecs.jpegls_encode(signed.view("u2")), signed=True)
    save("jlsnear.dcm", smooth, "MONOCHROME2", 16, JPEGLSNearLossless, imagecodecs.jpegls_encode(smooth, level=5), stored=12)
    save("jlsrgb.dcm", rgb, "RGB", 8, JPEGLSLossless, jpeg_ls.encode_array(rgb, interleave_mode=1))
    save("jlspixel.dcm", rgb, "RGB", 8, JPEGLSLossless, jpeg_ls.encode_array(rgb, interleave_mode=2))

    def lossless(pixels, predictor=1, **options):
        return imagecodecs.jpeg_encode(pixels, lossless=True, predictor=predictor, **options)

    save("lossless.dcm", grey, "MONOCHROME2", 16, JPEGLosslessSV1, lossless(grey, bitspersample=12), stored=12)
    save("lossless6.dcm", grey, "MONOCHROME2", 16, JPEGLossless, lossless(grey, predictor=6, bitspersample=12), stored=12)
    save("lossless8.dcm", rgb[..., 0], "MONOCHROME2", 8, JPEGLosslessSV1, lossless(rgb[..., 0].copy()))
    save("lossless16.dcm", signed, "MONOCHROME2", 16, JPEGLosslessSV1, lossless(signed.view("u2"), bitspersample=16), signed=True)
    plain = {"colorspace": "rgb", "outcolorspace": "rgb"}
    save("losslessrgb.dcm", rgb, "RGB", 8, JPEGLosslessSV1, lossless(rgb, **plain))
    deep = rng.integers(0, 2**12, (6, 9, 3)).astype("u2")
    save("losslessrgb12.dcm", deep, "RGB", 16, JPEGLosslessSV1, lossless(deep, bitspersample=12, **plain), stored=12)
    nine = deep >> 3
    save("losslessrgb9.dcm", nine, "RGB", 16, JPEGLosslessSV1, lossless(nine, bitspersample=9, **plain), stored=9)
    save("j2krgb12.dcm", deep, "YBR_RCT", 16, JPEG2000Lossless, j2k(deep, level=0, reversible=True, mct=True, bitspersample=12), stored=12)
    save("extended.dcm", smooth, "MONOCHROME2", 16, JPEGExtended12Bit, imagecodecs.jpeg_encode(smooth, level=95, bitspersample=12), stored=12)


def first(value):
    return float(value[0] if isinstance(value, (list, pydicom.multival.MultiValue)) else value)


def window(values, ds):
    centre, width = first(ds.WindowCenter), first(ds.WindowWidth)
    function = ds.get("VOILUTFunction", "LINEAR")
    if function == "SIGMOID":
        return 255 / (1 + np.exp(-4 * (values - centre) / width))
    if function == "LINEAR_EXACT":
        return 255 * np.clip((values - centre) / width + 0.5, 0, 1)
    return 255 * np.clip((values - (centre - 0.5)) / (width - 1) + 0.5, 0, 1)


def shown(ds, frame):
    """uint8 [H, W, 3] and, of grey images, the rescaled values."""
    photometric = ds.PhotometricInterpretation
    if photometric == "PALETTE COLOR":
        table = apply_color_lut(pixel_array(ds, index=frame), ds)
        return (table >> 8 if table.dtype.itemsize > 1 else table).astype("u1"), None
    if ds.SamplesPerPixel == 3:
        pixels = pixel_array(ds, index=frame, raw=False)
        if ds.BitsStored > 8:
            pixels = pixels >> (ds.BitsStored - 8)
        return pixels.astype("u1"), None
    # Frames of single bits need not begin with a byte, which pydicom expects of one frame alone.
    stored = pixel_array(ds)[frame] if ds.BitsAllocated == 1 else pixel_array(ds, index=frame)
    values = np.asarray(apply_modality_lut(stored, ds), dtype="f8")
    if "WindowCenter" in ds and ds.WindowCenter not in (None, "") and first(ds.WindowWidth) >= 1:
        grey = window(values, ds)
        by_pydicom = apply_windowing(values, ds, index=0)
        spread = by_pydicom.max() - by_pydicom.min()
        if spread > 0 and grey.max() - grey.min() > 0:
            scaled = (by_pydicom - by_pydicom.min()) / spread * (grey.max() - grey.min()) + grey.min()
            assert np.abs(scaled - grey).max() < 0.51, ds.filename
    elif ds.BitsStored == 8 and not ds.PixelRepresentation:
        grey = stored.astype("f8")
    else:
        counted = values
        if "PixelPaddingValue" in ds:
            counted = values[stored != ds.PixelPaddingValue]
        spread = counted.max() - counted.min()
        grey = np.clip((values - counted.min()) / spread * 255, 0, 255) if spread > 0 else np.zeros_like(values)
    if photometric == "MONOCHROME1":
        grey = 255 - grey
    return np.repeat(np.floor(grey + 0.5).astype("u1")[..., None], 3, axis=2), values


def expected():
    out = {}
    for path in sorted(FOLDER.iterdir()):
        if path.suffix == ".json":
            continue
        ds = pydicom.dcmread(path)
        frames = []
        for frame in range(int(ds.get("NumberOfFrames", 1))):
            rgb, values = shown(ds, frame)
            grey = {} if values is None else {"values": np.asarray(values).ravel().tolist()}
            frames.append({"height": rgb.shape[0], "width": rgb.shape[1], "rgb": rgb.ravel().tolist(), **grey})
        out[path.name] = frames
    (FOLDER / "expected.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


def of_pydicom():
    out = {}
    folders = Path(pydicom.__file__).parent / "data" / "test_files", Path(data_store.__file__).parent / "data"
    for path in sorted((path for folder in folders for path in folder.glob("*.dcm")), key=lambda path: path.name):
        try:
            ds = pydicom.dcmread(path)
            rgb, _ = shown(ds, 0)
        except Exception:  # not an image, or damaged
            continue
        places = [int(share * (rgb.shape[0] * rgb.shape[1] - 1)) for share in (0, 0.31, 0.5, 0.77, 1)]
        out[path.name] = {
            "syntax": ds.file_meta.TransferSyntaxUID.name,
            "frames": int(ds.get("NumberOfFrames", 1)),
            "mean": round(float(rgb.mean()), 3),
            "pixels": {str(place): rgb.reshape(-1, 3)[place].tolist() for place in places},
        }
    (FOLDER / "pydicom.json").write_text(json.dumps(out, indent=0) + "\n")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    files()
    expected()
    of_pydicom()
    print(sum(path.stat().st_size for path in FOLDER.iterdir()), "bytes in", FOLDER)
