use super::*;

const HTML: &str = r#"<style>a{}</style><link href="/assets/a.css"><style media="all">b{}</style><link href="/assets/base.json">
    <script id="build">{"words":{"base":"/assets/base.json","sign_in":"/assets/sign.json"}}</script>
    <script>import('/assets/a.js')</script><img src='/assets/a.js'>"#;

fn measured(bytes: usize, requests: usize, chunk: usize, glue: usize) -> Result<Vec<Load>> {
    let limits = format!(
        "chunks = {{ sign_in = {chunk} }}\n[first_load]\nbytes = {bytes}\nrequests = {requests}\nheaders = 10\n\
        session = 5\nshares = {{ glue = {glue} }}\n[style]\nlink = {}\nall = {}\n",
        bytes.min(600),
        bytes.min(1_700)
    );
    let words = [("base", "base.json"), ("sign_in", "sign.json"), ("form", "form.json")];
    let words = words.map(|(area, file)| (area.into(), file.into())).into();
    let shells = [Shell { language: "en".into(), html: HTML.into(), words }];
    let chunks = BTreeMap::from([("sign_in".into(), "sign_in.chunk".into())]);
    let doors = Doors::from([("sign_in".into(), ["base", "form", "sign_in"].map(String::from).into())]);
    let (shells, style) = (&shells, "screens.css");
    let measured = Measured { folder: "/assets/", shells, chunks: &chunks, doors: &doors, style };
    measured.loads(&toml::from_str(&limits)?, &|name| Ok(name.len() * 100))
}

#[test]
fn only_what_the_browser_fetches_at_once_counts() {
    let names: Vec<&str> = named_assets(HTML, "/assets/").into_iter().collect();
    assert_eq!(names, ["a.css", "a.js", "base.json"]);
}

#[test]
fn limits_hold() {
    let loads = measured(10_000, 5, 3_100, 400).expect("all can be weighed");
    assert_eq!(loads[0].files.len(), 4, "{loads:?}");
    assert_eq!(loads[0].beside, 45, "headers of four files, and the session");
    check(&loads).expect("within limits");
    assert!(table(&loads).contains("5 requests of 5"), "{}", table(&loads));
}

#[test]
fn a_chunk_weighs_all_words_that_it_loads() {
    let loads = measured(10_000, 5, 3_100, 400).expect("all can be weighed");
    assert_eq!(loads[3].sum(), 1_300 + 900 + 900, "its own and the forms', not those of the base: {loads:?}");
}

#[test]
fn the_style_is_weighed_with_what_is_inlined() {
    assert_eq!(inlined_style(HTML), "a{}b{}");
    let loads = measured(10_000, 5, 3_100, 400).expect("all can be weighed");
    let inlined = brotli(b"a{}b{}", SMALLEST).expect("packed").len();
    assert_eq!(loads[1].sum(), inlined + 500, "the file of the first load: {loads:?}");
    assert_eq!(loads[2].sum(), inlined + 500 + 1_100, "and that of the chunks: {loads:?}");
}

#[test]
fn each_excess_is_named() {
    let error = check(&measured(10, 4, 100, 300).expect("all can be weighed")).expect_err("over").to_string();
    for part in [
        "first load (en): ",
        "first load (en): 1 requests over",
        "first load (en), share of glue: 100 bytes over",
        "chunk sign_in (en): 3000 bytes over",
        "style of /link: ",
        "all style: ",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[test]
fn a_chunk_without_a_limit_or_a_door_is_refused() {
    let chunks = BTreeMap::from([("new".into(), "new.chunk".into())]);
    for (limits, part) in [("{}", "no limit for the chunk `new`"), ("{ new = 1 }", "no door")] {
        let limits = format!(
            "chunks = {limits}\n[first_load]\nbytes = 1\nrequests = 1\nheaders = 0\nsession = 0\nshares = {{}}\n\
            [style]\nlink = 1\nall = 1\n"
        );
        let limits: Limits = toml::from_str(&limits).expect("as in budget.toml");
        let shells = [Shell { language: "en".into(), html: String::new(), words: BTreeMap::new() }];
        let (shells, style) = (&shells, "screens.css");
        let measured = Measured { folder: "/", shells, chunks: &chunks, doors: &Doors::new(), style };
        let error = measured.loads(&limits, &|_| Ok(1)).expect_err("refused").to_string();
        assert!(error.contains(part), "{error}");
    }
}
