"""Packs a folder of photographs for the rows `load-shards`, `load-parquet` and `load-video` of bench/compare.

    pack.py PHOTOS OUT      OUT/photos-00.tar ..., OUT/photos-00.parquet ..., OUT/photos-00.mp4 ...

Archives and tables hold the files as they are, 125 each. A video has 250 frames of 640 x 480 pixels, a slow movement over five
photographs, in H.264 with a key frame every 50 frames.
"""

import argparse
import io
import pathlib
import tarfile

import av
import pyarrow
import pyarrow.parquet
from PIL import Image

FILES = 125
VIDEOS = 4
FRAMES_OF_PHOTO = 50


def archive(files, path):
    with tarfile.open(path, "w") as tar:
        for number, file in enumerate(files):
            content = file.read_bytes()
            member = tarfile.TarInfo(f"{number:06d}.jpg")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def table(files, path):
    images = [{"bytes": file.read_bytes(), "path": file.name} for file in files]
    pyarrow.parquet.write_table(pyarrow.table({"image": images}), path, row_group_size=100)


def video(files, path):
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 640, 480, "yuv420p"
        stream.codec_context.gop_size = 50
        for file in files:
            with Image.open(file) as photo:
                large = photo.convert("RGB").resize((740, 580))
            for step in range(FRAMES_OF_PHOTO):
                frame = large.crop((2 * step, 2 * step, 2 * step + 640, 2 * step + 480))
                out.mux(stream.encode(av.VideoFrame.from_image(frame)))
        out.mux(stream.encode(None))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    files = sorted(path for path in options.photos.iterdir() if path.suffix.lower() in (".jpg", ".jpeg"))
    if len(files) < 5 * VIDEOS:
        parser.error(f"{options.photos} has {len(files)} photographs, and {5 * VIDEOS} are needed")
    for number, start in enumerate(range(0, len(files), FILES)):
        archive(files[start : start + FILES], options.out / f"photos-{number:02d}.tar")
        table(files[start : start + FILES], options.out / f"photos-{number:02d}.parquet")
    for number in range(VIDEOS):
        video(files[5 * number : 5 * number + 5], options.out / f"photos-{number:02d}.mp4")


if __name__ == "__main__":
    main()
