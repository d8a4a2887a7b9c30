"""Small videos of several codecs and containers, and the frames that the program ffmpeg decodes of them, for the tests of pixio-video.

Needs no Python library, but ffmpeg with the usual encoders: version 5.1 of Debian 12 wrote the files. `frames.csv` has a line for each frame:
the video, the time after its start in milliseconds, and the SHA-256 of its pixels as RGB. `times.csv` has frames at given times, by `-ss`.
"""

import hashlib
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).parents[2]
FOLDER = ROOT / "pixio-video" / "src" / "test" / "resources" / "videos"
COMMANDS = ROOT / "pixio-cli" / "src" / "test" / "resources" / "videos"
SOURCE = "-f lavfi -i testsrc2=size=64x48:rate=10:duration=3"
# Independent of the instructions of the processor.
RGB = "-sws_flags bicubic+accurate_rnd+bitexact -f rawvideo -pix_fmt rgb24"

VIDEOS = {
    "h264.mp4": f"{SOURCE} -c:v libx264 -g 12 -bf 2 -pix_fmt yuv420p",
    "sound.mkv": f"{SOURCE} -f lavfi -i sine=d=3 -c:v libx264 -g 12 -bf 2 -pix_fmt yuv420p -c:a aac",
    "open.mp4": f"{SOURCE} -c:v libx264 -x264-params open-gop=1:keyint=10:bframes=3 -pix_fmt yuv420p",
    "hevc.mp4": f"{SOURCE} -c:v libx265 -x265-params log-level=none:keyint=10 -pix_fmt yuv420p",
    "mpeg4.avi": f"{SOURCE} -c:v mpeg4 -g 12 -bf 2",
    "mpeg4.mov": f"{SOURCE} -c:v mpeg4 -g 12",
    "mjpeg.avi": f"{SOURCE} -t 1 -c:v mjpeg -pix_fmt yuvj420p",
    "vp8.webm": f"{SOURCE} -c:v libvpx -g 12 -b:v 200k",
    "vp9.webm": f"{SOURCE} -c:v libvpx-vp9 -g 12 -b:v 200k",
    "av1.mkv": f"{SOURCE} -c:v libaom-av1 -cpu-used 8 -g 12 -b:v 200k",
    "av1.mp4": f"{SOURCE} -c:v libaom-av1 -cpu-used 8 -g 12 -b:v 200k",
    "variable.mkv": f"{SOURCE} -vf select='not(eq(mod(n\\,5)\\,3))' -fps_mode vfr -c:v libx264 -g 8 -bf 2 -pix_fmt yuv420p",
    "bt709.mp4": f"{SOURCE} -t 1 -c:v libx264 -bf 2 -pix_fmt yuv420p -colorspace bt709 -color_range tv",
    "rotated.mp4": "-i h264.mp4 -c copy -metadata:s:v:0 rotate=90",
    "odd.mp4": f"{SOURCE.replace('64x48', '50x38')} -t 1 -c:v libx264 -bf 2 -pix_fmt yuv420p",
    "cut.mp4": "-ss 1.05 -i h264.mp4 -c copy",
}

# Turned after the conversion; by itself the program turns first, and interpolates colours along the other axis.
TURNED = ("rotated.mp4",)

TIMES = (0, 0.35, 1.2, 2.9)


def run(command, *arguments):
    return subprocess.run([*command.split(), *arguments], cwd=FOLDER, check=True, stdout=subprocess.PIPE).stdout


def probed(name, what):
    return [
        float(line.split(b",")[0])
        for line in run(f"ffprobe -v error -select_streams v:0 -show_entries {what} -of csv=p=0", name).split()
        if line[:1].isdigit() or line[:1] == b"-"
    ]


def anticlockwise(frame, width, height):
    return b"".join(frame[3 * (y * width + x) :][:3] for x in reversed(range(width)) for y in range(height))


def frames(name):
    start = probed(name, "format=start_time")[0]
    times = probed(name, "frame=best_effort_timestamp_time")
    pixels = run(f"ffmpeg -v error -noautorotate -i {name} -fps_mode passthrough {RGB} -")
    width, height = int(probed(name, "stream=width")[0]), int(probed(name, "stream=height")[0])
    size = 3 * width * height
    count = len(pixels) // size
    times += [times[-1] + 0.1] * (count - len(times))  # the last frame of AVI with B-frames has no time
    for i in range(count):
        frame = pixels[i * size : (i + 1) * size]
        digest = hashlib.sha256(anticlockwise(frame, width, height) if name in TURNED else frame).hexdigest()
        yield f"{name},{round((times[i] - start) * 1000)},{digest}\n"


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, arguments in VIDEOS.items():
        flags = "" if name.endswith(("mkv", "webm")) else "-movflags +faststart " * name.endswith(("mp4", "mov"))
        run(f"ffmpeg -v error -y {arguments} -bitexact {flags}{name}")
    COMMANDS.mkdir(parents=True, exist_ok=True)
    shutil.copy(FOLDER / "h264.mp4", COMMANDS)
    lines = [line for name in VIDEOS for line in frames(name)]
    (FOLDER / "frames.csv").write_text("".join(lines))
    with open(FOLDER / "times.csv", "w") as file:
        for name in ("h264.mp4", "vp9.webm", "av1.mkv", "variable.mkv"):
            for time in TIMES:
                pixels = run(f"ffmpeg -v error -ss {time} -i {name} -frames:v 1 {RGB} -")
                file.write(f"{name},{time},{hashlib.sha256(pixels).hexdigest()}\n")


if __name__ == "__main__":
    main()
