//! The settings of a question that have no counterpart here: what each was is named, once for all questions where it only
//! says how something looks.

use super::source::LimeQuestion;
use super::take::Taking;

/// What is taken over, or named where it is read.
const TAKEN: [&str; 34] = [
    "allowed_filetypes",
    "answer_order",
    "array_filter",
    "array_filter_exclude",
    "date_format",
    "date_max",
    "date_min",
    "display_rows",
    "em_validation_q",
    "em_validation_q_tip",
    "equals_num_value",
    "exclude_all_others",
    "hidden",
    "input_boxes",
    "max_answers",
    "max_filesize",
    "max_num_of_files",
    "max_num_value",
    "max_num_value_n",
    "max_subquestions",
    "maximum_chars",
    "min_answers",
    "min_num_of_files",
    "min_num_value",
    "min_num_value_n",
    "multiflexible_checkbox",
    "multiflexible_max",
    "multiflexible_min",
    "multiflexible_step",
    "num_value_int_only",
    "numbers_only",
    "other_replace_text",
    "random_order",
    "subquestion_order",
];

/// What only says how something looks, or is counted and shown afterwards in LimeSurvey.
const LOOKS: [&str; 70] = [
    "alphasort",
    "answer_width",
    "answer_width_bycolumn",
    "array_filter_style",
    "assessment_value",
    "button_size",
    "category_separator",
    "choice_input_columns",
    "choice_title",
    "clear_default",
    "crypt",
    "cssclass",
    "display_columns",
    "display_type",
    "dropdown_dates",
    "dropdown_dates_minute_step",
    "dropdown_dates_month_style",
    "dropdown_prefix",
    "dropdown_prepostfix",
    "dropdown_separators",
    "dropdown_size",
    "dropdown_type",
    "em_validation_sq_tip",
    "exclude_all_others_auto",
    "hide_tip",
    "image_height",
    "input_size",
    "keep_aspect",
    "keep_codes_order",
    "label_input_columns",
    "location_city",
    "location_country",
    "location_defaultcoordinates",
    "location_mapheight",
    "location_mapwidth",
    "location_mapzoom",
    "location_nodefaultfromip",
    "location_postal",
    "location_state",
    "max_buttons_row",
    "other_comment_mandatory",
    "other_position",
    "other_position_code",
    "page_break",
    "parent_order",
    "placeholder",
    "printable_help",
    "public_statistics",
    "rank_title",
    "repeat_headings",
    "reverse",
    "samechoiceheight",
    "samelistheight",
    "save_as_default",
    "scale_export",
    "show_comment",
    "show_grand_total",
    "show_title",
    "show_totals",
    "showpopups",
    "slider_accuracy",
    "slider_custom_handle",
    "slider_default",
    "slider_handle",
    "slider_middlestart",
    "slider_orientation",
    "slider_rating",
    "slider_separator",
    "slider_showminmax",
    "use_dropdown",
];

/// More of the same, by how they begin.
const LOOKS_LIKE: [&str; 7] =
    ["time_limit_", "statistics_", "text_input_", "slider_default_", "slider_reset", "location_map", "dualscale_"];

/// What each type takes over beside what is said for all.
fn also_taken(kind: &str, name: &str) -> bool {
    match name {
        "prefix" | "suffix" => matches!(kind, "N" | "K" | "S" | "T" | "U" | "Q"),
        "slider_layout" | "slider_min" | "slider_max" => matches!(kind, "N" | "K"),
        _ => false,
    }
}

/// Names what is set of a question and not taken over.
pub(super) fn named(taking: &mut Taking<'_>, lime: &LimeQuestion) {
    for name in lime.attributes.keys() {
        let value = lime.attribute(name);
        if TAKEN.contains(&name.as_str()) || also_taken(&lime.kind, name) || is_usual(name, value) {
            continue;
        }
        if LOOKS.contains(&name.as_str()) || LOOKS_LIKE.iter().any(|start| name.starts_with(start)) {
            taking.looks.entry(name.clone()).or_default().insert(lime.code.clone());
            continue;
        }
        let why = match name.as_str() {
            "random_group" => {
                format!("Only options and pages change places here, not questions: it is in the group “{value}”.")
            }
            "time_limit" => format!("Nobody is hurried here: it had {value} seconds."),
            "other_numbers_only" => "What is written beside “other” may be anything here.".to_owned(),
            "em_validation_sq" => format!("Its parts are checked with “{value}”, which limits here do not say."),
            "location_mapservice" => "Places on a map are asked for in consultations of another kind.".to_owned(),
            _ => format!("The setting “{name}” has no counterpart here; it was “{value}”."),
        };
        taking.drop(&lime.code, name, &why);
    }
    if !lime.pattern.is_empty() {
        let why = format!("Answers are not matched with a regular expression here: {}.", lime.pattern);
        taking.drop(&lime.code, "validation", &why);
    }
    if !lime.default.is_empty() {
        taking.drop(&lime.code, "default", &format!("Nothing is filled in beforehand here: “{}”.", lime.default));
    }
}

/// Whether a setting is as it is where nobody set it.
fn is_usual(name: &str, value: &str) -> bool {
    matches!(value, "" | "0" | "N" | "default" | "normal")
        || matches!(
            (name, value),
            (
                "statistics_showgraph" | "time_limit_action" | "display_columns" | "save_as_default" | "scale_export",
                "1"
            ) | ("save_as_default" | "clear_default", "N" | "Y")
                | ("location_mapheight", "300")
                | ("location_mapwidth", "500")
                | ("location_mapzoom", "11")
                | ("assessment_value", "1")
                | ("slider_separator", "|")
        )
}
