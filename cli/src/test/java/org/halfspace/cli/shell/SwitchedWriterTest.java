package org.halfspace.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import org.junit.jupiter.api.Test;

class SwitchedWriterTest {
    private final StringWriter usual = new StringWriter();
    private final StringWriter other = new StringWriter();
    private final SwitchedWriter writer = new SwitchedWriter(usual);
    private final PrintWriter printer = new PrintWriter(writer);

    @Test
    void goesWhereItIsSent() {
        printer.print("a");
        writer.to(other);
        printer.print("b");
        writer.back();
        printer.print("c");
        assertThat(usual).hasToString("ac");
        assertThat(other).hasToString("b");
    }

    @Test
    void onceMutedItStaysSo() {
        writer.mute();
        writer.back();
        printer.print("a");
        writer.to(other);
        printer.print("b");
        assertThat(usual.toString() + other).isEmpty();
    }

    @Test
    void remembersAFailureThatAPrinterKeepsToItself() throws IOException {
        writer.requireWritten();
        writer.to(new Writer() {
            @Override
            public void write(char[] buffer, int offset, int length) throws IOException {
                throw new IOException("no room");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        printer.print("a");
        assertThatThrownBy(writer::requireWritten).hasMessage("no room");
        writer.back();
        writer.requireWritten();
    }
}
