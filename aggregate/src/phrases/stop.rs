//! Words that say nothing by themselves, of the five languages of the form together: one list, so that a phrase is the same
//! phrase in whatever language a text was sent. Welsh, Polish, Urdu and Arabic are machine-drafted, and each waits for a
//! reader, as the form's words do.

use crate::words::words;
use std::collections::BTreeSet;

const ENGLISH: &str = "a about above after again all also am an and any are aren't as at be because been before being below \
    between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each even ever few \
    for from further get had hadn't has hasn't have haven't having he her here hers herself him himself his how i i'd i'll i'm \
    i've if in into is isn't it it's its itself just let like many me more most much must my myself no nor not now of off on \
    once only or other our ours ourselves out over own same shall she should shouldn't so some such than that that's the their \
    theirs them themselves then there there's these they they're this those through to too under until up us very was wasn't \
    we we're we've were weren't what when where which while who whom why will with won't would wouldn't you you're your yours \
    yourself";
const WELSH: &str = "a ac ag am ar at bod bob bydd byddai cael chi chwi dan dim dod does dros drwy dw dy dydy e ei eich ein eu fe \
    fel felly fod fy fydd fyddai gael gan gyda gwneud hefyd heb hi hon hwn hwnnw hyn hynny hyd i iawn iddi iddo iddyn ill i'w mae \
    maen mai mewn mi mo mor myfi na nac nad naill neu nhw ni nid nhw nôl o oedd oes ohono on ond os pa pam pan pe pob pwy roedd rwy \
    rwyf rwy'n rydw rydym sef sut sy sydd ti trwy tua un unrhyw wedi wedyn wnaeth wrth y ydi ydw ydy ydym ydyn yma yn yna yno yr ym \
    yw â ôl";
const POLISH: &str = "a aby albo ale bardzo bez bo by być był była było były będzie będą chce chyba ci co coś czy czyli dla do gdy \
    gdyby gdzie go i ich ile im inne ja jak jaki jakie jako je jednak jego jej jest jestem jeszcze jeśli jeżeli już ją kiedy która \
    które którego której który których którzy kto lub ma mam mamy mi mieć mnie może można mój my na nad nam nas nasz nasze nawet nie \
    nich niej niego nim niż no o od on ona one oni ono oraz po pod ponieważ powinien powinno powinny prze przed przez przy są się \
    sobie swój ta tak taki takie także tam te tego tej ten też to tu tych tylko tym u w we więc wszystko wy z za ze że żeby";
const URDU: &str = "اور اس اسے ان انہیں انہوں اپنا اپنی اپنے ایک ایسا ایسے بھی بہت تک تو تھا تھی تھے تھیں جا جب جس جن جو جہاں دو دیا \
    رہا رہی رہے سب سے سکتا سکتے سکتی طرح کا کب کر کرتا کرتی کرتے کرنا کرنے کس کسی کو کوئی کچھ کہ کہا کی کیا کیوں کے گا گی گے گئی گئے گیا لئے \
    لیے لیکن مجھے مگر میرا میری میرے میں نہ نہیں نے وہ وہاں پر پھر ہر ہم ہمیں ہمارے ہو ہوا ہوتا ہوتی ہوتے ہونا ہونے ہوں ہوئی ہوئے ہی ہے ہیں \
    یا یہ یہاں آپ";
const ARABIC: &str = "إلى إن أن أنا أنت أو أي أيضا إذا إلا الا التي الذي الذين اللذين اليوم أكثر ألا أما أمام به بها بعد بعض بل بين بدون \
    تكون تلك تم ثم جدا حتى حول حيث خلال دون ذلك سوف ضد عبر عدم على عليه عليها عن عند عندما غير فقط فهو فهي في فيه فيها قبل قد كان كانت كذلك \
    كل كما كيف لا لأن لقد لكن لم لماذا لن له لها لهم لو لي ليس ليست ما ماذا متى مثل مع من منذ منه منها نحن نحو هذا هذه هل هم هنا هناك هو هي \
    و ولا وقد ولكن وهو وهي يا يجب يكون يمكن";

/// The list, as words are compared.
#[derive(Clone, Debug)]
pub(super) struct StopWords(BTreeSet<String>);

impl Default for StopWords {
    fn default() -> Self {
        let all = [ENGLISH, WELSH, POLISH, URDU, ARABIC];
        // `i'd` in a text is one word, and so it is here.
        Self(all.into_iter().flat_map(words).map(|word| word.plain.into_owned()).collect())
    }
}

impl StopWords {
    /// Whether a word can begin or end no phrase: it says nothing, or is a number, a letter.
    pub(super) fn has(&self, plain: &str) -> bool {
        plain.chars().count() < 2 || plain.chars().all(|sign| sign.is_ascii_digit()) || self.0.contains(plain)
    }
}
