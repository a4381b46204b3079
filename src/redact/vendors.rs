//! Keys that a vendor gives a form of their own, and URLs that are secrets.
//!
//! Taken out is what has a published form that nothing else has: a prefix, at the start of a word or
//! behind `.`, `-` or `_` within one, and as many characters of the key's alphabet as the shortest
//! key has. The ids of key pairs that have such a form are among them. What stays is what is made to
//! be public (`pk_live_`, `sb_publishable_`, a DSN), and what could be something else, such as bare
//! hexadecimal digits or a UUID: that is taken out under a secret name alone.

use super::scanner::{ALNUM, BASE64, DASH, HEX, Scanner, UPPER, WORD, class};

/// base64url
const URL: u8 = ALNUM | DASH;
const ANY_BASE64: u8 = WORD | BASE64;

struct Keys {
    /// They start with the same letter.
    prefixes: &'static str,
    /// Fewest characters behind the prefix.
    least: u8,
    /// Classes of bytes.
    alphabet: u8,
}

const fn keys(prefixes: &'static str, least: u8, alphabet: u8) -> Keys {
    Keys { prefixes, least, alphabet }
}

/// By the first letter. Each names the page of the vendor that it follows, or the rule of gitleaks
/// (config/gitleaks.toml) or the detector of trufflehog (pkg/detectors) where the vendor has none.
const KEYS: [Keys; 66] = [
    // age: C2SP age.md. Also post-quantum ones.
    keys("AGE-SECRET-KEY-", 59, URL),
    // Google: gitleaks gcp-api-key
    keys("AIza", 35, URL),
    // JFrog: gitleaks artifactory-api-key
    keys("AKCp", 69, ALNUM),
    // AWS: IAM User Guide, "IAM identifiers". Half of a pair, and the sign of one that leaked.
    keys("AKIA ASIA", 16, UPPER),
    // AWS: gitleaks aws-amazon-bedrock-api-key-long-lived
    keys("ABSK", 109, ANY_BASE64),
    // Atlassian: gitleaks atlassian-api-token
    keys("ATATT3", 186, ANY_BASE64),
    // Square: gitleaks square-access-token
    keys("EAAA", 60, URL),
    // Meta: gitleaks facebook-page-access-token
    keys("EAAC EAAM", 100, ALNUM),
    // Google: trufflehog gcpoauth2
    keys("GOCSPX-", 28, URL),
    // GitLab: docs.gitlab.com/security/tokens, "Token prefixes"; runners' registration
    keys("GR1348941", 20, URL),
    // Heroku: gitleaks heroku-api-key-v2; a UUID before
    keys("HRKU-", 36, URL),
    // New Relic: gitleaks new-relic-user-api-key, new-relic-insert-key
    keys("NRAK- NRII-", 27, URL),
    // Postman: gitleaks postman-api-token
    keys("PMAK-", 59, URL),
    // SendGrid: gitleaks sendgrid-api-token
    keys("SG.", 66, WORD),
    // Twilio: gitleaks twilio-api-key
    keys("SK", 32, HEX),
    // Hugging Face: gitleaks huggingface-organization-api-token
    keys("api_org_", 34, ALNUM),
    // HCP Terraform: gitleaks hashicorp-tf-api-token; an id and a dot stand before it
    keys("atlasv1.", 60, URL),
    // Cloudflare: developers.cloudflare.com/fundamentals/api/get-started/token-formats
    keys("cfat_ cfk_ cfut_", 40, ALNUM),
    // crates.io: blog.rust-lang.org/2023/06/23/improved-api-tokens-for-crates-io
    keys("cio", 32, ALNUM),
    // Databricks: gitleaks databricks-api-token
    keys("dapi", 32, HEX),
    // Docker: trufflehog dockerhub
    keys("dckr_oat_ dckr_pat_", 27, URL),
    // DigitalOcean: gitleaks digitalocean-pat, -access-token, -refresh-token
    keys("doo_v1_ dop_v1_ dor_v1_", 64, HEX),
    // Doppler: trufflehog doppler
    keys("dp.audit. dp.ct. dp.pt. dp.sa. dp.scim. dp.st.", 40, WORD),
    // Dynatrace: gitleaks dynatrace-api-token
    keys("dt0c01.", 89, WORD),
    // Figma: trufflehog figmapersonalaccesstoken
    keys("figd_", 40, URL),
    // Fly.io: gitleaks flyio-access-token
    keys("fm1a_ fm1r_ fm2_", 100, ANY_BASE64),
    keys("fo1_", 43, URL),
    // GitHub: github.blog/changelog/2021-03-31-authentication-token-format-updates-are-generally-available
    keys("gho_ ghp_ ghr_ ghs_ ghu_", 36, ALNUM),
    // GitHub: gitleaks github-fine-grained-pat
    keys("github_pat_", 82, URL),
    // GitLab: docs.gitlab.com/security/tokens, "Token prefixes"
    keys(
        "glagent- glcbt- gldt- glffct- glft- glimt- gloas- glpat- glptt- glrt- glrtr- glsoat- glwt-",
        20,
        WORD,
    ),
    // Grafana: gitleaks grafana-cloud-api-token, which is JSON, and grafana-service-account-token
    keys("glc_eyJ", 32, ANY_BASE64),
    keys("glsa_", 41, URL),
    // Groq: gitleaks groq-api-key
    keys("gsk_", 48, ALNUM),
    // Hugging Face: gitleaks huggingface-access-token
    keys("hf_", 34, ALNUM),
    // Vault: developer.hashicorp.com/vault/docs/concepts/tokens, "Token prefixes"
    keys("hvb. hvr. hvs.", 24, URL),
    // Mailgun: gitleaks mailgun-private-api-token
    keys("key-", 32, HEX),
    // Linear: gitleaks linear-api-key
    keys("lin_api_ lin_oauth_", 40, ALNUM),
    // Netlify: trufflehog netlify
    keys("nfp_", 36, ALNUM),
    // npm: gitleaks npm-access-token
    keys("npm_", 36, ALNUM),
    // Notion: gitleaks notion-api-token
    keys("ntn_", 43, ALNUM),
    // 1Password: gitleaks 1password-service-account-token, which is JSON
    keys("ops_eyJ", 250, ANY_BASE64),
    // Perplexity: gitleaks perplexity-api-key
    keys("pplx-", 48, ALNUM),
    // PlanetScale: gitleaks planetscale-api-token, -oauth-token, -password
    keys("pscale_oauth_ pscale_pw_ pscale_tkn_", 32, WORD),
    // Pulumi: gitleaks pulumi-api-token
    keys("pul-", 40, HEX),
    // PyPI: gitleaks pypi-upload-token
    keys("pypi-AgE", 62, URL),
    // Replicate: trufflehog replicate
    keys("r8_", 37, URL),
    // Stripe: docs.stripe.com/keys
    keys("rk_live_ rk_test_", 24, ALNUM),
    // RubyGems: gitleaks rubygems-api-token
    keys("rubygems_", 48, HEX),
    // Supabase: supabase.com/docs/guides/getting-started/api-keys
    keys("sb_secret_", 30, URL),
    // Supabase: trufflehog supabasetoken
    keys("sbp_", 40, ALNUM),
    // Notion, before 2024: trufflehog notion
    keys("secret_", 43, ALNUM),
    // Shopify: gitleaks shopify-access-token and its kin
    keys("shpat_ shpca_ shppa_ shpss_", 32, HEX),
    // OpenAI: gitleaks openai-api-key; its first form is one of others, too
    keys("sk-", 48, ALNUM),
    // OpenAI, Anthropic: gitleaks openai-api-key, anthropic-api-key
    keys("sk-admin- sk-ant- sk-proj- sk-svcacct-", 40, URL),
    // OpenRouter: trufflehog openrouter
    keys("sk-or-v1-", 64, HEX),
    // Stripe: docs.stripe.com/keys; Clerk: clerk.com/docs/deployments/environments
    keys("sk_live_ sk_test_", 24, ALNUM),
    // Sentry: docs.sentry.io/security-legal-pii/security/token-formats
    keys("sntrys_eyJ", 50, ANY_BASE64),
    keys("sntryu_", 64, HEX),
    // Square: gitleaks square-access-token
    keys("sq0atp- sq0csp-", 22, URL),
    // Vercel: vercel.com/changelog/new-token-formats-and-secret-scanning
    keys("vca_ vci_ vck_ vcp_ vcr_", 24, ALNUM),
    // Stripe: docs.stripe.com/webhooks
    keys("whsec_", 32, ANY_BASE64),
    // xAI: trufflehog xai
    keys("xai-", 80, URL),
    // Slack: docs.slack.dev/authentication/tokens, and gitleaks slack-app-token
    keys("xapp-", 30, URL),
    // Brevo: gitleaks sendinblue-api-token
    keys("xkeysib-", 81, URL),
    // Slack: docs.slack.dev/authentication/tokens, and gitleaks slack-bot-token and its kin
    keys("xoxa- xoxb- xoxc- xoxe- xoxo- xoxp- xoxr- xoxs-", 20, URL),
    // Google: cloud.google.com/docs/authentication/token-types
    keys("ya29.", 20, WORD),
];

/// Where the rows of each first letter start in `KEYS`.
const ROWS: [u8; 129] = {
    let mut rows = [0; 129];
    let (mut row, mut letter) = (0, 0);
    while letter < 128 {
        rows[letter] = row as u8;
        while row < KEYS.len() && KEYS[row].prefixes.as_bytes()[0] as usize == letter {
            row += 1;
        }
        letter += 1;
    }
    assert!(row == KEYS.len(), "sorted by the first letter");
    rows[128] = row as u8;
    rows
};

/// Which two bytes a key may start with, as bits: few words go on from here.
const PAIRS: [u64; 8] = {
    let mut pairs = [0; 8];
    let mut row = 0;
    while row < KEYS.len() {
        let prefixes = KEYS[row].prefixes.as_bytes();
        let mut at = 0;
        while at < prefixes.len() {
            if at == 0 || prefixes[at - 1] == b' ' {
                let pair = pair(prefixes[at], prefixes[at + 1]);
                pairs[pair / 64] |= 1 << (pair % 64);
            }
            at += 1;
        }
        row += 1;
    }
    // Those of bots.
    let (first, second) = (b"MNOA", b"DTjzA");
    let mut at = 0;
    while at < 20 {
        let pair = pair(first[at / 5], second[at % 5]);
        pairs[pair / 64] |= 1 << (pair % 64);
        at += 1;
    }
    pairs
};

const fn pair(first: u8, second: u8) -> usize {
    ((first as usize) << 4 ^ second as usize) % 512
}

/// Hosts, and paths behind which the rest of a URL's path is secret; `*` is a part of a path.
const SECRET_URLS: [(&str, &str); 8] = [
    // Slack: docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
    ("hooks.slack.com", "/*/"),
    ("hooks.slack-gov.com", "/*/"),
    // Discord: docs.discord.com/developers/resources/webhook
    ("discord.com", "/api/webhooks/*/ /api/*/webhooks/*/"),
    ("discordapp.com", "/api/webhooks/*/ /api/*/webhooks/*/"),
    // Teams: gitleaks microsoft-teams-webhook. What followed it in 2025 has `sig=`.
    ("webhook.office.com", "/*/"),
    ("outlook.office.com", "/webhook/"),
    // Zapier: trufflehog zapierwebhook
    ("hooks.zapier.com", "/hooks/*/"),
    // IFTTT: ifttt.com/maker_webhooks
    ("maker.ifttt.com", "/trigger/*/with/key/ /trigger/*/json/with/key/ /use/"),
];

impl Scanner<'_> {
    /// The end of the vendor's key that starts here and ends before `limit`, if one does. No more than
    /// the shortest key's length is looked at in vain.
    #[inline(never)]
    pub fn vendor_key(&self, from: usize, limit: usize) -> Option<usize> {
        let pair = pair(self.at(from), self.at(from + 1));
        if PAIRS[pair / 64] >> (pair % 64) & 1 == 0 {
            return None;
        }
        let letter = usize::from(self.at(from) & 127);
        let rows = KEYS.get(usize::from(ROWS[letter])..usize::from(ROWS[letter + 1]))?;
        rows.iter()
            .find_map(|keys| {
                let mut prefixes = keys.prefixes.as_bytes().split(|byte| *byte == b' ');
                let prefix =
                    prefixes.find(|prefix| (from..).zip(*prefix).all(|(i, byte)| self.at(i) == *byte))?;
                let start = from + prefix.len();
                let end = self.run_end(start, limit, keys.alphabet);
                (end >= start + usize::from(keys.least)).then(|| self.before_dots(start, end))
            })
            .or_else(|| self.bot_token(from, limit))
    }

    /// The end of a bot's token: of Telegram (core.telegram.org/bots/api), behind the bot's id and a
    /// colon, or of Discord (docs.discord.com/developers/reference), which starts with the id in base64.
    fn bot_token(&self, from: usize, limit: usize) -> Option<usize> {
        // As long as that at least, and bounded in vain.
        let part = |from: usize, least: usize, most: usize| {
            let end = self.run_end(from, limit.min(from.saturating_add(most)), URL);
            (end >= from + least).then_some(end)
        };
        match self.at(from) {
            b'A' if from >= self.fresh + 2
                && self.at(from + 1) == b'A'
                && self.at(from - 1) == b':'
                && self.at(from - 2).is_ascii_digit() =>
            {
                part(from, 35, usize::MAX)
            }
            b'M' | b'N' | b'O' => {
                // Three digits are four characters, of these.
                let digits: [&[u8]; 4] = [b"MNO", b"DTjz", b"AEIMQUYcgk", b"wxyz012345"];
                let id = (from..from + 20).zip(digits.iter().cycle()).all(|(i, of)| of.contains(&self.at(i)));
                let dot = part(from, 22, 30).filter(|end| id && self.at(*end) == b'.')?;
                let dot = part(dot + 1, 6, 10).filter(|end| self.at(*end) == b'.')?;
                part(dot + 1, 27, usize::MAX)
            }
            _ => None,
        }
    }

    #[inline(never)]
    fn run_end(&self, from: usize, limit: usize, alphabet: u8) -> usize {
        let mut i = from;
        while i < limit && class(self.at(i)) & alphabet != 0 {
            i += 1;
        }
        i
    }

    /// What is secret in a URL whose host is the word.
    #[inline(never)]
    pub fn secret_path(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let start = self.after_escape(start, end);
        // A name may end with the dot of the root.
        let name_end = self.before_dots(start, end);
        let (_, paths) = SECRET_URLS.iter().find(|(host, _)| {
            // As a whole, or with labels before it.
            let from = name_end.saturating_sub(host.len());
            self.matches(from, host.as_bytes())
                && (from == start || from > start && self.at(from - 1) == b'.')
        })?;
        let from = paths.as_bytes().split(|byte| *byte == b' ').find_map(|path| {
            path.iter().try_fold(self.port_end(end), |from, byte| {
                let after = match byte {
                    b'/' => self.slashes_end(from),
                    b'*' => self.run_end(from, self.len(), WORD),
                    _ => from + usize::from(self.at(from) == *byte),
                };
                (after > from).then_some(after)
            })
        })?;
        let mut to = from;
        loop {
            let part = self.run_end(to, self.len(), WORD);
            to = part + self.slash(part);
            if to == part {
                return Some((from, self.before_dots(from, to)));
            }
        }
    }

    /// The end of a port that starts here, if one does: a colon, as it is or encoded, and digits.
    fn port_end(&self, from: usize) -> usize {
        let digits = match self.at(from) {
            b':' => from + 1,
            b'%' if self.matches(from, b"%3A") => from + 3,
            _ => return from,
        };
        (digits..digits + 5).find(|i| !self.at(*i).is_ascii_digit()).unwrap_or(digits + 5)
    }

    /// Behind the slashes that start here: servers take several for one.
    fn slashes_end(&self, mut from: usize) -> usize {
        while let length @ 1.. = self.slash(from) {
            from += length;
        }
        from
    }

    /// `end`, or before the dots there, with which a sentence ends.
    fn before_dots(&self, from: usize, mut end: usize) -> usize {
        while end > from && self.at(end - 1) == b'.' {
            end -= 1;
        }
        end
    }

    /// The length of a slash, or of the `@` between the parts of Teams' URLs: as it is, in JSON or in
    /// another URL. 0 if there is none.
    fn slash(&self, at: usize) -> usize {
        match self.at(at) {
            b'/' | b'@' => 1,
            b'\\' if self.at(at + 1) == b'/' => 2,
            b'%' if self.matches(at, b"%2F") || self.matches(at, b"%40") => 3,
            _ => 0,
        }
    }
}
