package dev.pixio.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.ImageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that have DICOM files: which are theirs, and how their frames are named. */
class DicomFolderTest {

    @TempDir
    private Path folder;

    /** A folder has files with and without an extension; each frame is an image of its own. */
    @Test
    void framesAreAddressedByName() throws IOException {
        for (String name : List.of("frames.dcm", "SLICE7", "rgb.dcm")) {
            Files.copy(GoldenDicom.files().resolve(name), folder.resolve(name));
        }
        Files.writeString(folder.resolve("notes.txt"), "no image");
        try (ImageSource source = GoldenDicom.open(folder.toString())) {
            List<String> names = new ArrayList<>();
            for (long i = 0; i < source.size(); i++) {
                names.add(source.name(i));
            }
            assertThat(names).containsExactly("frames.dcm#1", "frames.dcm#2", "frames.dcm#3", "rgb.dcm", "SLICE7");
            assertThat(source.leftOut().lines()).containsExactly("1 file that is not DICOM");
        }
        try (ImageSource source = GoldenDicom.open(folder.resolve("*.dcm").toString())) {
            assertThat(source.size()).isEqualTo(4);
        }
    }

    /** Hidden files, and the pictures of a run in it, are none of the folder's. */
    @Test
    void aFolderStaysOneOfDicomWhenARunWritesIntoIt() throws IOException {
        Files.copy(GoldenDicom.files().resolve("ct.dcm"), folder.resolve("ct.dcm"));
        Files.copy(GoldenDicom.files().resolve("ct.dcm"), folder.resolve(".hidden.dcm"));
        Files.writeString(folder.resolve(".thumbnail.png"), "");
        Path run = folder.resolve("runs/ct");
        Files.createDirectories(run.resolve("reconstructions"));
        Files.writeString(run.resolve("config.yaml"), "");
        Files.writeString(run.resolve("reconstructions/1.png"), "");
        assertThat(new DicomScheme().accepts(folder.toString())).isTrue();
        try (ImageSource source = GoldenDicom.open(folder.toString())) {
            assertThat(source.size()).isEqualTo(1);
            assertThat(source.leftOut().lines()).containsExactly("1 folder of a run, runs/ct/");
        }
        Files.writeString(folder.resolve("config.yaml"), ""); // a run in the folder itself
        Files.createDirectories(folder.resolve("reconstructions"));
        Files.writeString(folder.resolve("reconstructions/1.png"), "");
        assertThat(new DicomScheme().accepts(folder.toString())).isTrue();
    }

    @Test
    void linksInAFolderAreFollowed() throws IOException {
        Path scans = Files.createDirectory(folder.resolve("scans"));
        Path store = Files.createDirectory(folder.resolve("store"));
        Files.copy(GoldenDicom.files().resolve("ct.dcm"), store.resolve("ct.dcm"));
        Files.createSymbolicLink(scans.resolve("patient"), store);
        Files.createSymbolicLink(scans.resolve("cycle"), scans);
        assertThat(new DicomScheme().accepts(scans.toString())).isTrue();
        try (ImageSource source = GoldenDicom.open(scans.toString())) {
            assertThat(source.name(0)).isEqualTo("patient/ct.dcm");
            assertThat(source.leftOut().lines()).containsExactly("1 link to what is listed already, cycle");
        }
    }

    @Test
    void aFolderOfPhotographsIsNoneOfDicom() throws IOException {
        Files.copy(GoldenDicom.files().resolve("rgb.dcm"), folder.resolve("rgb.dcm"));
        Files.writeString(folder.resolve("photo.jpg"), "");
        assertThat(new DicomScheme().accepts(folder.toString())).isFalse();
        assertThat(new DicomScheme().accepts("dicom:" + folder)).isTrue();
        try (ImageSource source = GoldenDicom.open(folder.toString())) {
            assertThat(source.leftOut().lines())
                    .containsExactly("1 DICOM", "its DICOM files, which are read as dicom:" + folder);
        }
    }
}
