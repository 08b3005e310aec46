package org.halfspace.experiment.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/** The scripts and styles that become part of the page. */
final class Assets {
    private Assets() {}

    /** Vega, Vega-Lite and Vega-Embed, in the order in which they need each other. */
    static List<String> vega() {
        return List.of(webjar("vega"), webjar("vega-lite"), webjar("vega-embed"));
    }

    /** A file beside this class. */
    static String own(String name) {
        return text("/org/halfspace/experiment/page/" + name);
    }

    private static String webjar(String name) {
        Properties about = new Properties();
        try (InputStream in = open("/META-INF/maven/org.webjars/" + name + "/pom.properties")) {
            about.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String script = text(
                "/META-INF/resources/webjars/" + name + "/" + about.getProperty("version") + "/" + name + ".min.js");
        // The sources of the libraries are not beside the page.
        return script.replaceAll("(?m)^//# sourceMappingURL=.*$", "").replace("</script", "<\\/script");
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
