package org.halfspace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLogTest {
    @Test
    void saysNothingOfAShortRun() {
        StringWriter err = new StringWriter();
        PrintWriter writer = new PrintWriter(err);
        ProgressLog log = new ProgressLog(new Console(writer, writer, false));
        log.begin("spread", 10, "classes");
        log.advance(5);
        log.advance(5);
        log.end();
        writer.flush();
        assertThat(err.toString()).isEmpty();
    }
}
