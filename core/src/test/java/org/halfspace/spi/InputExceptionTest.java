package org.halfspace.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InputExceptionTest {

    @Test
    void saysWhatWhereExpectedFoundAndWhatToDo() {
        InputException e = new InputException("the data do not fit the model")
                .where("images.csv")
                .expected("3072 numbers per sample (3 x 32 x 32)")
                .found(784)
                .hint("give the images that the model was trained on");
        assertThat(e)
                .hasMessage(
                        """
                        the data do not fit the model
                          where:    images.csv
                          expected: 3072 numbers per sample (3 x 32 x 32)
                          found:    784
                          try:      give the images that the model was trained on""");
        assertThat(e.what()).isEqualTo("the data do not fit the model");
    }

    @Test
    void leavesOutWhatWasNotGiven() {
        assertThat(new InputException("no such file").where("a.onnx"))
                .hasMessage("""
                        no such file
                          where:    a.onnx""");
    }

    @Test
    void indentsFurtherLines() {
        assertThat(new InputException("two mistakes").found("one\ntwo"))
                .hasMessage(
                        """
                        two mistakes
                          found:    one
                                    two""");
    }

    @Test
    void keepsTheCauseOutOfTheMessage() {
        Throwable cause = new IllegalStateException("deep inside");
        InputException e = new InputException("it is damaged", cause);
        assertThat(e).hasMessage("it is damaged").hasCause(cause);
    }
}
