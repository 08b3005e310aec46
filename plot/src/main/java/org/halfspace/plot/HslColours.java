package org.halfspace.plot;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Colours by hue, saturation and lightness, which CSS has and painters of SVG do not all read, as red, green and blue. */
final class HslColours {
    private static final Pattern HSL =
            Pattern.compile("hsl\\(\\s*([-+.0-9]+)(?:deg)?[\\s,]+([.0-9]+)%[\\s,]+([.0-9]+)%\\s*\\)");

    private HslColours() {}

    /** The text with every {@code hsl(h, s%, l%)} as {@code #rrggbb}. */
    static String replaced(String svg) {
        Matcher matcher = HSL.matcher(svg);
        return matcher.replaceAll(match -> rgb(
                Double.parseDouble(match.group(1)),
                Math.min(1, Double.parseDouble(match.group(2)) / 100),
                Math.min(1, Double.parseDouble(match.group(3)) / 100)));
    }

    private static String rgb(double hue, double saturation, double lightness) {
        return String.format(
                Locale.ROOT,
                "#%02x%02x%02x",
                channel(0, hue, saturation, lightness),
                channel(8, hue, saturation, lightness),
                channel(4, hue, saturation, lightness));
    }

    /** CSS Color 4, 7.1: n = 0, 8 and 4 for red, green and blue. */
    private static int channel(int n, double hue, double saturation, double lightness) {
        double k = (n + (hue % 360 + 360) % 360 / 30) % 12;
        double reach = saturation * Math.min(lightness, 1 - lightness);
        return (int) Math.round(255 * (lightness - reach * Math.max(-1, Math.min(Math.min(k - 3, 9 - k), 1))));
    }
}
