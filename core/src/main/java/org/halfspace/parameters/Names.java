package org.halfspace.parameters;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The forms of a name, and the name that was probably meant. */
public final class Names {
    /** How many letters may differ for a name to be a near match: a slip or two, not another word. */
    private static final int MAX_EDITS = 2;

    /** One slip for so many letters: of two names of three letters that differ in two, neither was meant for the other. */
    private static final int LETTERS_PER_EDIT = 3;

    private Names() {}

    /** {@code inputScale} as {@code input-scale}; {@code FEATURES_BY_CLASSES} as {@code features-by-classes}. */
    public static String kebab(String name) {
        if (name.equals(name.toUpperCase(Locale.ROOT))) {
            return name.toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    /** The known name nearest to a misspelt one, if any is near. */
    public static Optional<String> nearest(String misspelt, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(misspelt, name) <= Math.min(MAX_EDITS, name.length() / LETTERS_PER_EDIT))
                .min(Comparator.comparingInt(name -> distance(misspelt, name)));
    }

    /** How many letters have to be put in, taken out, changed, or swapped with their neighbour. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
