package org.halfspace.spi.data;

import java.util.Optional;
import org.halfspace.spi.InputException;
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

    /**
     * What raw values are multiplied by: what was asked for, a number or a fraction like {@code 1/255}.
     *
     * @param automatic the factor where the reader is to choose
     * @throws InputException if the option is neither a number nor {@code auto}
     */
    public double scale(double automatic) {
        if (dataScale.strip().equalsIgnoreCase("auto")) {
            return automatic;
        }
        String[] parts = dataScale.split("/", 2);
        try {
            double scale = Double.parseDouble(parts[0]) / (parts.length == 2 ? Double.parseDouble(parts[1]) : 1);
            if (Double.isFinite(scale) && scale != 0) {
                return scale;
            }
        } catch (NumberFormatException e) {
            throw unreadableScale(e);
        }
        throw unreadableScale(null);
    }

    private InputException unreadableScale(Throwable cause) {
        return new InputException("the scale of the data cannot be read", cause)
                .where("--data-scale")
                .expected("auto, a number other than 0, or a fraction like 1/255")
                .found(dataScale);
    }

    /** Every option at its default. */
    public static DataOptions defaults() {
        return new DataOptions(Optional.empty(), DataLayout.CHW, "auto", 0);
    }
}
