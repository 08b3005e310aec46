package org.halfspace.experiment.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The scripts and styles that become part of the page. */
final class Assets {
    private Assets() {}

    /** A file beside this class. */
    static String own(String name) {
        return text("/org/halfspace/experiment/page/" + name);
    }

    private static String text(String resource) {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = Assets.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("the class path has no " + resource);
        }
        return in;
    }
}
