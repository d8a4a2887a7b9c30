package dev.pixio.monitor.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs, and the pages of their reports. */
abstract class ReportPages {

    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"pixio-data\">(.*?)</script>", Pattern.DOTALL);

    @TempDir
    Path temp;

    final RunFixture run(String name) throws IOException {
        return new RunFixture(temp.resolve(name));
    }

    final String page(RunFixture... runs) throws IOException {
        Path out = temp.resolve("report.html");
        Report.write(out, Arrays.stream(runs).map(RunFixture::folder).toList());
        assertThat(temp.resolve("report.html.new")).doesNotExist();
        return Files.readString(out);
    }

    static JsonNode data(String page) {
        Matcher data = DATA.matcher(page);
        assertThat(data.find()).isTrue();
        return JsonMapper.shared().readTree(data.group(1));
    }
}
