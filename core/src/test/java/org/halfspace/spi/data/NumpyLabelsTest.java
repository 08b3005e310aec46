package org.halfspace.spi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Test;

class NumpyLabelsTest {
    @Test
    void wholeNumbersOfAnyTypeAreLabels() {
        assertThat(NumpyLabels.of(NumpyArray.of(List.of(3), 2L, 0, 1), 3, "y")).containsExactly(2, 0, 1);
        assertThat(NumpyLabels.of(NumpyArray.of(List.of(3, 1), 2f, 0, 1), 3, "y"))
                .containsExactly(2, 0, 1);
    }

    @Test
    void oneHotRowsNameTheirLargest() {
        assertThat(NumpyLabels.of(NumpyArray.of(List.of(2, 3), 0f, 0, 1, 1, 0, 0), 2, "y"))
                .containsExactly(2, 0);
    }

    @Test
    void oneSampleWithOneHotLabelIsNotTakenForSeveralLabels() {
        assertThat(NumpyLabels.of(NumpyArray.of(List.of(1, 3), 0f, 1, 0), 1, "y"))
                .containsExactly(1);
    }

    @Test
    void anotherCountIsBadInput() {
        assertBad(NumpyArray.of(List.of(3), 2L, 0, 1), 4, "4 labels, or 4 one-hot rows");
    }

    @Test
    void fractionsNegativesAndNaNsAreBadInput() {
        assertBad(NumpyArray.of(List.of(2), 0, 0.5), 2, "sample 1 of y");
        assertBad(NumpyArray.of(List.of(2), -1, 0.0), 2, "sample 0 of y");
        assertBad(NumpyArray.of(List.of(2), 0, Double.NaN), 2, "NaN");
        assertBad(NumpyArray.of(List.of(2, 2), 0, 1, Double.NaN, 0), 2, "sample 1, class 0");
    }

    private static void assertBad(NumpyArray array, int samples, String message) {
        assertThatThrownBy(() -> NumpyLabels.of(array, samples, "y"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }
}
