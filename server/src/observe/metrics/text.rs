//! The text formats of Prometheus: `OpenMetrics`, which the library writes, and the older format, for everyone who doesn't ask for the newer one.

use std::fmt::Write;

/// A text format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFormat {
    /// The text format 0.0.4.
    Classic,
    /// `OpenMetrics` 1.0.
    OpenMetrics,
}

impl TextFormat {
    /// The format for a request: `OpenMetrics` only if its `Accept` header names it.
    pub fn accepted(accept: Option<&str>) -> Self {
        let names = accept.unwrap_or_default().split(',').map(|item| item.split(';').next().unwrap_or_default().trim());
        if names.into_iter().any(|name| name.eq_ignore_ascii_case("application/openmetrics-text")) {
            Self::OpenMetrics
        } else {
            Self::Classic
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Classic => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

/// Turns `OpenMetrics` into the older format, in which a metric is described under the name of its samples, and which has no units and no end.
pub(super) fn classic(openmetrics: &str) -> String {
    let mut text = String::with_capacity(openmetrics.len());
    let mut help = None;
    for line in openmetrics.lines() {
        let mut words = line.splitn(4, ' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            (Some("#"), Some("HELP"), Some(_), about) => help = about,
            (Some("#"), Some("TYPE"), Some(name), Some(kind)) => {
                let (suffix, kind) = match kind {
                    "counter" => ("_total", "counter"),
                    "info" => ("_info", "gauge"),
                    kind => ("", kind),
                };
                let about = help.take().unwrap_or_default();
                // Writing to a string can't fail.
                let _ = write!(text, "# HELP {name}{suffix} {about}\n# TYPE {name}{suffix} {kind}\n");
            }
            (Some("#"), ..) => {}
            _ => {
                text += line;
                text.push('\n');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{TextFormat, classic};

    #[test]
    fn openmetrics_is_only_for_those_who_ask_for_it() {
        let prometheus = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1";
        assert_eq!(TextFormat::accepted(Some(prometheus)), TextFormat::OpenMetrics);
        for accept in [None, Some("*/*"), Some("text/plain;version=0.0.4"), Some("text/html, application/json")] {
            assert_eq!(TextFormat::accepted(accept), TextFormat::Classic, "{accept:?}");
        }
    }

    #[test]
    fn the_classic_format_describes_each_metric_under_the_name_of_its_samples() {
        let openmetrics = "# HELP a_seconds Time # so far.\n# TYPE a_seconds counter\n# UNIT a_seconds seconds\n\
                           a_seconds_total{x=\"# y\"} 1\n# HELP b B.\n# TYPE b info\nb_info{v=\"2\"} 1\n\
                           # HELP c C.\n# TYPE c histogram\nc_sum 0.0\n# EOF\n";
        let expected = "# HELP a_seconds_total Time # so far.\n# TYPE a_seconds_total counter\na_seconds_total{x=\"# y\"} 1\n\
                        # HELP b_info B.\n# TYPE b_info gauge\nb_info{v=\"2\"} 1\n\
                        # HELP c C.\n# TYPE c histogram\nc_sum 0.0\n";
        assert_eq!(classic(openmetrics), expected);
    }
}
