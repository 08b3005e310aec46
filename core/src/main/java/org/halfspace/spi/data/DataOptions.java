package org.halfspace.spi.data;

import java.util.Optional;
import org.halfspace.spi.Parameter;

/** How a file of samples is to be read. The command line's data options are this record. Immutable. */
public record DataOptions(
        @Parameter(value = "Format of the data; found by content when not given", label = "NAME")
                Optional<String> dataFormat,
        @Parameter(value = "How a file without axes of its own orders an image", defaultValue = "chw")
                DataLayout dataLayout,
        @Parameter(
                        value =
                                "What raw values are multiplied by to give pixels: auto (1/255 for bytes, else 1) or a number",
                        defaultValue = "auto",
                        label = "S")
                String dataScale,
        @Parameter(value = "Read only the first N samples; 0 means all", defaultValue = "0", min = 0, label = "N")
                int dataLimit) {

    /** The order of an image's axes in a file. */
    public enum DataLayout {
        /** Channels, height, width. */
        CHW,
        /** Height, width, channels. */
        HWC
    }

    /** Every option at its default. */
    public static DataOptions defaults() {
        return new DataOptions(Optional.empty(), DataLayout.CHW, "auto", 0);
    }
}
