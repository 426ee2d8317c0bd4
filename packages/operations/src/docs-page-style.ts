/** The style of the documentation page. System fonts, two palettes, readable on a telephone. */
export const docsStyle = `
:root{color-scheme:light dark;--ink:light-dark(#1c2321,#e4e9e6);--quiet:light-dark(#5c6763,#9aa6a1);--ground:light-dark(#fbfcfb,#131716);
--panel:light-dark(#f1f4f2,#1b211f);--line:light-dark(#dce3df,#2c3532);--leaf:light-dark(#1d6b4f,#6fcfa5);--warm:light-dark(#9a5b13,#e5b06a);--red:light-dark(#a33030,#ef8f8f)}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem}
body{margin:0;display:grid;grid-template-columns:minmax(15rem,20rem) minmax(0,1fr);font:16px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--ground)}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1rem;border-right:1px solid var(--line);background:var(--panel);font-size:.875rem}
nav ul{list-style:none;margin:.25rem 0 .75rem;padding-left:.75rem}
nav li{padding:.1rem 0}
nav summary{cursor:pointer;font-weight:600}
#filter{width:100%;padding:.5rem .75rem;margin-bottom:1rem;border:1px solid var(--line);border-radius:.5rem;background:var(--ground);color:inherit;font:inherit}
main{padding:2rem clamp(1rem,4vw,4rem);max-width:70rem}
a{color:var(--leaf);text-decoration:none}a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--leaf);outline-offset:2px}
h1{font-size:1.9rem;margin:0 0 .5rem}h2{margin:3rem 0 1rem;padding-bottom:.25rem;border-bottom:2px solid var(--leaf)}
h3{font-size:1.1rem;margin:0 0 .5rem;overflow-wrap:anywhere}h4{margin:1.25rem 0 .4rem;font-size:.8rem;text-transform:uppercase;letter-spacing:.06em;color:var(--quiet)}
article{padding:1.25rem 1.5rem;margin:0 0 1.25rem;border:1px solid var(--line);border-radius:.75rem}
article:target{border-color:var(--leaf);box-shadow:0 0 0 1px var(--leaf)}
.access{margin-left:.5rem;padding:.1rem .55rem;border-radius:1rem;font-size:.75rem;font-weight:500;background:var(--panel);border:1px solid var(--line);color:var(--quiet)}
.access.open{color:var(--warm);border-color:currentColor}
.ways{list-style:none;padding:0;margin:.5rem 0}.ways b{display:inline-block;min-width:4rem;font-size:.8rem;color:var(--leaf)}.ways b.delete{color:var(--red)}.ways b.rpc{color:var(--warm)}
code,pre{font:.875em/1.5 ui-monospace,monospace}
pre{margin:0;padding:.75rem 1rem;overflow-x:auto;background:var(--panel);border:1px solid var(--line);border-radius:.5rem}
.code{position:relative;margin:.5rem 0}.code button{position:absolute;top:.4rem;right:.4rem;font:inherit;font-size:.75rem;color:inherit;background:var(--ground);border:1px solid var(--line);border-radius:.35rem;cursor:pointer}
table{display:block;overflow-x:auto;border-collapse:collapse;font-size:.9rem}th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--line)}th{color:var(--quiet);font-weight:500}
article>details{margin-top:1rem}summary{cursor:pointer}.quiet{color:var(--quiet)}
[hidden]{display:none!important}
@media(max-width:50rem){body{display:block}nav{position:static;height:auto;max-height:40vh;border-right:0;border-bottom:1px solid var(--line)}}
`;

/** Filters operations by their text and copies examples. The page is complete without it. */
export const docsScript = `
const articles=[...document.querySelectorAll('article')];
document.getElementById('filter').addEventListener('input',event=>{
  const words=event.target.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for(const article of articles){
    const text=article.textContent.toLowerCase();
    const hidden=!words.every(word=>text.includes(word));
    article.hidden=hidden;
    const entry=document.querySelector('li[data-for="'+CSS.escape(article.id)+'"]');
    if(entry)entry.hidden=hidden;
  }
  for(const section of document.querySelectorAll('section'))section.hidden=!section.querySelector('article:not([hidden])');
});
document.addEventListener('click',async event=>{
  const button=event.target.closest('.code button');
  if(!button)return;
  await navigator.clipboard.writeText(button.nextElementSibling.textContent);
  button.textContent='Copied';
  setTimeout(()=>{button.textContent='Copy'},1500);
});
`;
