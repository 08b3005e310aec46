package org.halfspace.plot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HslColoursTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fill=\"hsl(0, 100%, 50%)\" | fill=\"#ff0000\"",
                "hsl(120,100%,25%) | #008000",
                "hsl(240 100% 50%) | #0000ff",
                "hsl(-120deg, 100%, 50%) | #0000ff",
                "hsl(33, 0%, 50%) hsl(1, 1%, 100%) | #808080 #ffffff",
                "#123456 | #123456",
            })
    void becomeRedGreenAndBlue(String text, String expected) {
        assertThat(HslColours.replaced(text)).isEqualTo(expected);
    }
}
