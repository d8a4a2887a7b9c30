package dev.pixio.data.folder;

import dev.pixio.image.format.ImageFormat;
import java.util.Locale;
import java.util.Set;

/** Files that lie beside images and are no images themselves: texts, labels, settings, what file managers write. */
final class SidecarFiles {

    private static final Set<String> EXTENSIONS = Set.of((""
                    + "txt text md rst rtf log nfo readme license doc docx odt xls xlsx "
                    + "json jsonl ndjson geojson csv tsv xml xmp aae html htm css js yaml yml toml ini cfg conf properties "
                    + "py pyc ipynb r m sh bat ps1 java c cpp h "
                    + "db lnk url webloc desktop sha1 sha256 sha512 md5 sfv "
                    + "lst list names labels label classes cache lock")
            .split(" "));

    private static final Set<String> NAMES = Set.of(
            "readme",
            "license",
            "licence",
            "copying",
            "notice",
            "authors",
            "changelog",
            "changes",
            "makefile",
            "dockerfile");

    private SidecarFiles() {}

    /** Whether a file needs no mention when it is left out; case does not matter. */
    static boolean contains(String name) {
        return name.indexOf('.') < 0
                ? NAMES.contains(name.toLowerCase(Locale.ROOT))
                : EXTENSIONS.contains(ImageFormat.extension(name));
    }
}
